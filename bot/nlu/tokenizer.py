"""jieba with the words of the field, in an instance of its own.

Rasa's JiebaTokenizer loads its dictionary into the one process-wide jieba, where models and tests leak into each other.
"""

from __future__ import annotations

from typing import Any

import jieba
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from knowledge.vocabulary import domain_words

FREQUENT = 10_000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class DomainTokenizer(Tokenizer):
    """Chinese words, with 异地就医, 备案, place and service names kept whole."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        jieba.setLogLevel(60)
        self._jieba = jieba.Tokenizer()
        for word in domain_words():
            self._jieba.add_word(word, FREQUENT)

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any) -> DomainTokenizer:
        """Rasa's constructor."""
        return cls(config)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Options that Rasa's tokenizer base class reads; intents are never split."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @staticmethod
    def supported_languages() -> list[str]:
        """Chinese only."""
        return ["zh"]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be installed."""
        return ["jieba"]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing is learnt from words, so the training examples are not cut up."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Words of one attribute of a message with their offsets."""
        return [Token(word, start) for word, start, _ in self._jieba.tokenize(message.get(attribute))]
