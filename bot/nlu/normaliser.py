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
from bot.nlu.text import clauses, led, normalise, self_contained, worth_reading
from knowledge.vocabulary import A_LETTER

MOST_CLAUSES = 8
CLAUSE = "clause"  # Set on a message that is part of the one before.
LEADS_TO = "leads_to"  # On a message that repeats a clause with its lead: the clause.


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
        """Normalise each message; a message of several clauses is followed by one message a clause.

        In a letter a question follows once more with its lead: either may say better what it asks.
        """
        result: list[Message] = []
        for message in messages:
            text = normalise(message.get(TEXT) or "")
            message.set(TEXT, text)
            result.append(message)
            parts = clauses(text)
            letter = len(parts) >= A_LETTER
            parts = worth_reading(self_contained(parts) if letter else parts, MOST_CLAUSES)
            if len(parts) > 1:
                result.extend(_clause(part) for part in parts)
            leads = led(text) if letter else {}
            result.extend(_clause(leads[part], **{LEADS_TO: part}) for part in parts if part in leads)
        return result


def _clause(text: str, **more: str) -> Message:
    return Message(data={TEXT: text, CLAUSE: True, **more})
