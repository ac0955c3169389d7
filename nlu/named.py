"""Models of others in place of ours, by folder or hub name: for those who have a PhoBERT or ViSoBERT of their own.

`ENCODER` names a sentence-transformers model, `SENTIMENT_MODEL` a transformers text-classification model that reads the
sentiment. Both need the packages of requirements/models.in; nothing here is imported without the setting.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.text import nfc

_LONGEST = 256  # pieces
# What such models call their classes: words, stars, or two or three numbered labels in rising order.
_WORDS = {
    "very negative": -1.0,
    "negative": -0.6,
    "neg": -0.6,
    "neutral": 0.0,
    "neu": 0.0,
    "positive": 0.6,
    "pos": 0.6,
    "very positive": 1.0,
}
_NUMBERED = {2: (-0.6, 0.6), 3: (-0.6, 0.0, 0.6), 5: (-1.0, -0.5, 0.0, 0.5, 1.0)}


class NamedModelError(ValueError):
    """A model that cannot be used; the text says which and why."""


class NamedEncoder:
    """A sentence-transformers model as an nlu.encoder.Encoder."""

    def __init__(self, name: str) -> None:
        sentence_transformers = _package("sentence_transformers")
        self.version = Path(name).name
        self._model = sentence_transformers.SentenceTransformer(name, device="cpu")
        self._prompts: Mapping[str, str] = {
            kind: prompt for kind, prompt in (self._model.prompts or {}).items() if prompt
        }

    def vectors(self, texts: Sequence[str], kind: str) -> NDArray[np.float32]:
        """One row of length one for each text, with the prompt that the model itself has for the kind, if any."""
        rows: NDArray[np.float32] = self._model.encode(
            [nfc(text) for text in texts],
            prompt=self._prompts.get(kind),
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return rows


class NamedSentiment:
    """A transformers text-classification model that tells good from bad."""

    def __init__(self, name: str) -> None:
        transformers = _package("transformers")
        self.version = Path(name).name
        self._tokenizer = transformers.AutoTokenizer.from_pretrained(name)
        self._model = transformers.AutoModelForSequenceClassification.from_pretrained(name).eval()
        self._values = np.array(values_of(self._model.config.id2label, name))

    def read(self, texts: Sequence[str]) -> list[tuple[float, float]]:
        """(score −1…1, confidence) of each text: the mean of the classes' values, and the chance of the likeliest."""
        torch = _package("torch")
        with torch.no_grad():
            batch = self._tokenizer(
                list(texts), padding=True, truncation=True, max_length=_LONGEST, return_tensors="pt"
            )
            shares = torch.softmax(self._model(**batch).logits, dim=-1).numpy()
        return [(float(share @ self._values), float(share.max())) for share in shares]


def values_of(labels: Mapping[int, str], name: str) -> list[float]:
    """What each class of a model is worth, −1…1. Raises NamedModelError where its names do not tell."""
    said = [str(labels[at]).lower().replace("_", " ").strip() for at in sorted(labels)]
    if all(label in _WORDS for label in said):
        return [_WORDS[label] for label in said]
    stars = [re.fullmatch(r"([1-5]) ?(?:stars?|sao)?", label) for label in said]
    if len(said) == 5 and all(stars):
        return [_NUMBERED[5][int(star[1]) - 1] for star in stars if star]
    if len(said) in _NUMBERED and all(re.fullmatch(r"label \d", label) for label in said):
        return list(_NUMBERED[len(said)])
    raise NamedModelError(f"{name}: its classes {said} do not say what is good and what is bad")


def _package(name: str) -> Any:
    try:
        return __import__(name)
    except ImportError as error:
        raise NamedModelError(f"{name} is not installed: deploy/setup.sh models") from error
