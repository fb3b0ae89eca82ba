"""Dense sentence features from the configured encoder, of the text with place names masked."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoders import DEFAULT_ENCODER, encoder
from bot.nlu.gazetteer import plain_text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """One vector a message, computed for the whole batch at once."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer has to come first, as for every Rasa featurizer."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`encoder` names an entry of `bot.nlu.encoders.ENCODERS`."""
        return {**DenseFeaturizer.get_default_config(), "encoder": DEFAULT_ENCODER}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """An unknown encoder fails at training, with the names that are known."""
        encoder(config["encoder"])

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._encoder = encoder(config["encoder"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Rasa's constructor."""
        return cls(config, execution_context.node_name)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add a sentence feature to every message that has text."""
        spoken = [message for message in messages if message.get(TEXT)]
        if spoken:
            for message, vector in zip(spoken, self._encoder.encode([plain_text(m) for m in spoken])):
                self.add_features_to_message(None, np.atleast_2d(vector), TEXT, message)  # type: ignore[arg-type]
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are: the classifier makes their vectors itself, in one batch on all cores.

        Rasa hashes every feature of every example between two components, which takes longer than making them.
        """
        return training_data


def sentence_vector(message: Message) -> np.ndarray | None:
    """The vector that SentenceFeaturizer put on a message, shape (dimensions,); None for a message without text."""
    for feature in message.features:
        if feature.is_dense() and feature.type == FEATURE_TYPE_SENTENCE:
            return np.asarray(feature.features)[0]
    return None
