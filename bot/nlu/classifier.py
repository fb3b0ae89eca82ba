"""Intent (which aspect is asked) and matter (about what) of a message, with calibrated confidence.

The matter of an example stands in its metadata (`metadata: {matter: prenatal_claim}`); examples without one teach the
intent only.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.pipeline import FeatureUnion

from bot.nlu.dense import SentenceFeaturizer, sentence_vector
from bot.nlu.encoders import DEFAULT_ENCODER, encode_many
from bot.nlu.gazetteer import plain_text
from bot.nlu.model import FACET, LinearModel, Settings, fit, learn_wording, wording_of
from bot.nlu.processes import processes
from bot.nlu.storage import load, load_wording, save, save_wording

RANKED = 5
HEADS = ("intent", "matter")
MATTER_RANKING = "matter_ranking"
GENERAL_MATTERS = ("filing", "claim", "none")


def facet_of(example: Message) -> str:
    """Intent of an example; an aspect is split by the kind of matter it is asked about."""
    matter = matter_of(example)
    if matter is None:
        return str(example.get(INTENT))
    return f"{example.get(INTENT)}{FACET}{matter if matter in GENERAL_MATTERS else 'service'}"


def matter_of(example: Message) -> str | None:
    """The matter that a training example is annotated with, if any."""
    metadata = example.get("metadata") or {}
    return (metadata.get("intent") or {}).get("matter")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(IntentClassifier, GraphComponent):
    """Two calibrated heads over the same features: intent and matter."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Needs sentence vectors."""
        return [SentenceFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Fields of `bot.nlu.model.Settings`, and the encoder, which has to be the SentenceFeaturizer's."""
        return {**vars(Settings()), "encoder": DEFAULT_ENCODER}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._settings = Settings(**{key: config[key] for key in vars(Settings())})
        self._encoder = config["encoder"]
        self._storage = storage
        self._resource = resource
        self._heads: dict[str, LinearModel] = {}
        self._wording: FeatureUnion

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionClassifier:
        """Rasa's constructor for training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> QuestionClassifier:
        """Rasa's constructor for serving."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._heads = {name: load(folder, name) for name in HEADS}
            component._wording = load_wording(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fit both heads and keep them."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        labels: dict[str, list[str | None]] = {
            "intent": [facet_of(example) for example in examples],
            "matter": [matter_of(example) for example in examples],
        }
        texts = [plain_text(example) for example in examples]
        with (
            processes() as pool,
            ThreadPoolExecutor(1) as beside,
            self._storage.write_to(self._resource) as folder,
        ):
            # Encoding leaves this process nothing to do but wait.
            encoded = beside.submit(encode_many, self._encoder, texts, pool)
            known, wording = learn_wording(texts)
            vectors = encoded.result()
            save_wording(known, folder)
            for name in HEADS:
                rows = [row for row, label in enumerate(labels[name]) if label]
                facets = [label for label in labels[name] if label]
                save(fit(vectors[rows], wording[rows], facets, self._settings, pool), folder, name)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, intent ranking and matter ranking on every message with text."""
        spoken = [message for message in messages if message.get(TEXT) and sentence_vector(message) is not None]
        if not spoken:
            return messages
        wording = wording_of([plain_text(message) for message in spoken], self._wording)
        vectors = np.array([sentence_vector(message) for message in spoken])
        for name, key in (("intent", "intent_ranking"), ("matter", MATTER_RANKING)):
            head = self._heads[name]
            for message, row in zip(spoken, head.probabilities(vectors, wording)):
                best = row.argsort()[::-1][:RANKED]
                ranking = [{"name": head.labels[i], "confidence": round(float(row[i]), 4)} for i in best]
                message.set(key, ranking, add_to_output=True)
                if name == "intent":
                    message.set(INTENT, ranking[0], add_to_output=True)
        return messages
