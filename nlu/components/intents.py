"""The intent classifier: one linear model over n-grams and meaning (nlu.labels), which also says when it does not
know."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoder import encoder
from nlu.labels import LinearText
from nlu.training.fitting import fit

_RANKED = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentenceIntentClassifier(GraphComponent, IntentClassifier):
    """Sets intent and ranking as Rasa's classifiers do; below its threshold the intent is nlu_fallback."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strength` and `wrong_answer_cost` as in `fitting.fit`; a `threshold` (0 to 1) replaces the learned one;
        without `meaning` the n-grams decide alone, and no encoder is loaded.
        """
        return {"strength": 3.0, "wrong_answer_cost": 1.0, "threshold": None, "meaning": True}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: LinearText | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceIntentClassifier:
        """A classifier that has yet to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceIntentClassifier:
        """The classifier as it was trained."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, LinearText.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on the intent examples and keep it."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        texts, intents = [e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples]
        heard = encoder() if self._config["meaning"] else None
        self._model = fit(texts, intents, self._config["strength"], self._config["wrong_answer_cost"], heard)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of each message."""
        for message in messages:
            ranking = self._ranking(message.get(TEXT) or "")
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, text: str) -> list[dict[str, Any]]:
        assert self._model is not None
        shares = self._model.probabilities(text)
        ranking = [_guess(self._model.labels[place], shares[place]) for place in shares.argsort()[::-1][:_RANKED]]
        surest = ranking[0][PREDICTED_CONFIDENCE_KEY]
        threshold = self._config["threshold"]
        if surest < (self._model.threshold if threshold is None else threshold):
            ranking.insert(0, _guess(DEFAULT_NLU_FALLBACK_INTENT_NAME, 1 - surest))
        return ranking


def _guess(intent: str, confidence: float) -> dict[str, Any]:
    return {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: float(confidence)}
