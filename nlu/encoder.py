"""The sentence encoder: what a text means, and what its words say of a feeling, as vectors of 384 numbers.

One architecture in two trims, each loaded only by the process that asks for it: `meaning` for questions and passages,
`feeling` for the tags. They run on ONNX Runtime in one thread; models/encoder holds them with their card, nlu/training
makes them. `ENCODER` names another sentence-transformers model (a folder or a hub name) to be used in the place of
`meaning`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from nlu.named import NamedEncoder
from nlu.text import nfc
from settings import settings

Floats = NDArray[np.float32]
Kind = Literal["query", "passage", "feeling"]

FOLDER = Path(__file__).parent / "models" / "encoder"
MEANING, FEELING = FOLDER / "meaning", FOLDER / "feeling"
LONGEST = 384  # pieces; what is longer is cut
_PAUSE = " | "  # between a question and the message that answers it
_TOGETHER = 16  # texts of like length that are read in one go


class Encoder(Protocol):
    """Anything that turns texts into vectors of meaning."""

    version: str

    def vectors(self, texts: Sequence[str], kind: Kind) -> Floats:
        """One row of length one for each text."""
        ...


@dataclass(frozen=True)
class States:
    """A message as the encoder hears it: a state for each piece of it (pieces, 384), and where the piece stands, as
    (start, end) offsets into nfc(text)."""

    rows: Floats
    spans: NDArray[np.int64]


class OnnxEncoder:
    """One trim of the encoder that ships. Safe from several threads."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.version = "encoder-" + hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()[:8]
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            # its kernel takes four times what the sum and the norm take apart
            disabled_optimizers=["SkipLayerNormFusion"],
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._padding = self._tokenizer.token_to_id("<pad>")

    def vectors(self, texts: Sequence[str], kind: Kind) -> Floats:
        """One row of length one for each text: the mean of its pieces."""
        found = np.empty((len(texts), 384), np.float32)
        for places, states, mask, _ in self._batches([f"{kind}: {nfc(text)}" for text in texts]):
            means = np.einsum("npw,np->nw", states, mask)
            found[places] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return found

    def states(self, messages: Sequence[tuple[str, str | None]]) -> list[States]:
        """Each (message, question it answers) piece by piece, read for its feeling."""
        leads = ["feeling: " + (f"{nfc(context)}{_PAUSE}" if context else "") for _, context in messages]
        texts = [lead + nfc(text) for lead, (text, _) in zip(leads, messages, strict=True)]
        found: dict[int, States] = {}
        for places, states, mask, encodings in self._batches(texts):
            for place, rows, seen, encoding in zip(places, states, mask, encodings, strict=True):
                spans = np.array(encoding.offsets, np.int64)
                own = (spans[:, 1] > len(leads[place])) & (seen > 0)
                found[place] = States(rows[own], np.maximum(spans[own] - len(leads[place]), 0))
        return [found[place] for place in range(len(messages))]

    def _batches(self, texts: Sequence[str]) -> Any:
        encodings = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda place: len(encodings[place].ids))
        for start in range(0, len(order), _TOGETHER):
            places = order[start : start + _TOGETHER]
            chosen = [encodings[place] for place in places]
            longest = len(chosen[-1].ids)
            for encoding in chosen:
                encoding.pad(longest, pad_id=self._padding, pad_token="<pad>")
            ids = np.array([encoding.ids for encoding in chosen], np.int64)
            mask = np.array([encoding.attention_mask for encoding in chosen], np.int64)
            (states,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
            yield places, states, mask.astype(np.float32), chosen


@cache
def encoder() -> Encoder:
    """The encoder of meaning in this process, loaded once: the one that `ENCODER` names, else the one that ships."""
    return NamedEncoder(settings().encoder) if settings().encoder else OnnxEncoder(MEANING)


@cache
def feeling() -> OnnxEncoder:
    """The encoder of feelings in this process, loaded once."""
    return OnnxEncoder(FEELING)


def reader(kind: Kind) -> Encoder:
    """Who reads a text of this kind: the encoder of feelings for "feeling", else that of meaning. The one that
    `ENCODER` names reads all."""
    return feeling() if kind == "feeling" and not settings().encoder else encoder()
