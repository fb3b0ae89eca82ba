"""First component: bring the message to one form and add its clauses as messages of their own.

Rasa hands a list of messages from component to component. The clauses ride along as further messages, so that every
later component treats them like any other, in one batch; `QuestionFinder`, the last one, folds them back.
"""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.component import PlainComponent
from bot.nlu.text import clauses, normalise, self_contained, worth_reading
from knowledge.vocabulary import A_LETTER

MOST_CLAUSES = 8


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class Normaliser(PlainComponent):
    """Normalise text (NFKC, simplified characters, misspellings) and split it into clauses."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise the training examples; they are single clauses by nature."""
        for message in training_data.training_examples:
            if message.get(TEXT):
                message.set(TEXT, normalise(message.get(TEXT)))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalise each message; a message of several clauses is followed by one message a clause."""
        result: list[Message] = []
        for message in messages:
            text = normalise(message.get(TEXT) or "")
            message.set(TEXT, text)
            result.append(message)
            parts = clauses(text)
            parts = worth_reading(self_contained(parts) if len(parts) >= A_LETTER else parts, MOST_CLAUSES)
            if len(parts) > 1:
                result.extend(Message(data={TEXT: part}) for part in parts)
        return result
