"""The encoder's vocabulary: cut to Vietnamese and English, and taught to read syllables without their marks.

Four fifths of the original's weights are words of other languages. A piece stays when an ordinary word is written with
it, or when it is a single Latin letter, sign or emoji, so that nothing typed here becomes unknown.

Without marks a syllable falls into pieces that mean nothing together. So each marked syllable that is one piece gets an
unmarked twin: one piece too, whose meaning is the mean of the syllables that it may stand for, by how often they are
said. Before any training this alone lifts the first passage found for unmarked questions (XQuAD-vi) from 24 to 59 %.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from nlu.text import fold, nfc, syllables

COMMON = {"vi": 60_000, "en": 30_000}  # words by frequency (wordfreq)
_ENGLISH = 4_000  # words that mean themselves without marks, though a syllable may be written so
_SPOKEN = 2e6  # what wordfreq counts beside our text
_LEAST = 3
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def cut(folder: Path, out: Path, texts: Iterable[str]) -> list[int]:
    """Write a tokenizer.json with the pieces that `texts` and the common words need. Returns their ids in the model of
    `folder`, in their new order."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    kept: set[int] = set()
    for batch in _batches(ways for text in texts for ways in _ways(text)):
        for one in tokenizer.encode_batch(batch, add_special_tokens=False):
            kept.update(one.ids)
    about: dict[str, Any] = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    pieces = about["model"]["vocab"]
    kept |= {at for at, (piece, _) in enumerate(pieces) if piece in _SPECIAL or _is_sign(piece)}
    order = sorted(kept)
    about["model"]["vocab"] = [pieces[at] for at in order]
    about["model"]["unk_id"] = order.index(about["model"]["unk_id"])
    place = {old: new for new, old in enumerate(order)}
    about["added_tokens"] = [row | {"id": place[row["id"]]} for row in about["added_tokens"]]
    about["post_processor"]["special_tokens"] = {
        name: row | {"ids": [place[old] for old in row["ids"]]}
        for name, row in about["post_processor"]["special_tokens"].items()
    }
    about["truncation"] = about["padding"] = None
    out.mkdir(parents=True, exist_ok=True)
    (out / "tokenizer.json").write_text(json.dumps(about, ensure_ascii=False, separators=(",", ":")), "utf-8")
    return order


def common_words() -> list[str]:
    """The most frequent words of both languages. Frequencies: wordfreq (CC BY-SA 4.0), used here and not kept."""
    from wordfreq import top_n_list

    return [word for lang, count in COMMON.items() for word in top_n_list(lang, count)]


def add_unmarked(folder: Path, texts: Iterable[str]) -> int:
    """Give the model of `folder` unmarked twins of its marked syllables, weighed by `texts` and wordfreq. Returns how
    many pieces are new; others, which stood for rarer things, are written over. English words are left alone."""
    from wordfreq import top_n_list, word_frequency

    said: Counter[str] = Counter()
    for text in texts:
        said.update(syllables(text))
    for word in top_n_list("vi", COMMON["vi"]):
        said[nfc(word)] += round(word_frequency(word, "vi") * _SPOKEN)
    english = set(top_n_list("en", _ENGLISH))

    about: dict[str, Any] = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    pieces = about["model"]["vocab"]
    places = {piece: at for at, (piece, _) in enumerate(pieces)}
    stands_for: dict[str, dict[int, int]] = defaultdict(dict)
    for syllable, count in said.items():
        if fold(syllable) == syllable or count < _LEAST or not syllable.isalpha() or fold(syllable) in english:
            continue
        for way in (syllable, syllable.capitalize()):
            if f"▁{way}" in places:
                stands_for[f"▁{fold(way) if way == syllable else fold(way).capitalize()}"][places[f"▁{way}"]] = count

    model = BertModel.from_pretrained(folder, add_pooling_layer=False)
    rows = model.embeddings.word_embeddings.weight.detach().clone()
    new = []
    for piece, meant in stands_for.items():
        shares = torch.tensor(list(meant.values()), dtype=torch.float32)
        mean = (rows[list(meant)] * (shares / shares.sum())[:, None]).sum(0)
        if piece in places:
            rows[places[piece]] = mean
        else:
            pieces.append([piece, max(pieces[at][1] for at in meant)])
            new.append(mean)
    model.resize_token_embeddings(len(pieces))
    model.embeddings.word_embeddings.weight.data = torch.cat([rows, *(row[None] for row in new)])
    model.config.vocab_size = len(pieces)
    model.save_pretrained(folder)
    (folder / "tokenizer.json").write_text(json.dumps(about, ensure_ascii=False, separators=(",", ":")), "utf-8")
    return len(new)


def _ways(text: str) -> list[str]:
    text = nfc(text)
    return list({text: 0, text.lower(): 0, text.capitalize(): 0, fold(text): 0, fold(text).capitalize(): 0})


def _is_sign(piece: str) -> bool:
    """One Latin letter, figure, sign or emoji, alone or at the start of a word."""
    bare = piece.removeprefix("▁")
    if len(bare) != 1:
        return not bare
    code = ord(bare)
    latin = code < 0x250 or 0x1E00 <= code < 0x1F00
    return latin or 0x2000 <= code < 0x2070 or 0x2600 <= code <= 0x27BF or code >= 0x1F300 or bare in "₫™…←→★☆"


def _batches(texts: Iterable[str], size: int = 1000) -> Iterable[list[str]]:
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
