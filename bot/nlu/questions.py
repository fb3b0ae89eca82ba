"""Last component: fold the clause messages back into the first, as `readings`.

A reading is one text with its intents, matters and entities. The first reading is the whole message; the others are
its clauses; beside its own, a question of a letter has as `led` the reading of it with its lead. Which of them are
questions worth an answer is decided in `actions/answering/understanding.py`.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import MATTER_RANKING
from bot.nlu.component import PlainComponent
from bot.nlu.normaliser import CLAUSE, LEADS_TO
from bot.nlu.text import asks

READINGS = "readings"
KEPT = 4


def reading(message: Message) -> dict[str, Any]:
    """What was understood of one text: its four best intents and matters as [name, confidence], and its entities."""

    def best(key: str) -> list[list[Any]]:
        return [[item["name"], item["confidence"]] for item in message.get(key, [])[:KEPT]]

    entities = [
        {key: entity[key] for key in ("entity", "value", "start", "end", "role", "sure") if key in entity}
        for entity in message.get(ENTITIES, [])
    ]
    text = message.get(TEXT) or ""
    return {
        "text": text, "asks": asks(text), "intents": best("intent_ranking"), "matters": best(MATTER_RANKING),
        "entities": entities,
    }  # fmt: skip


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuestionFinder(PlainComponent):
    """Gather the readings of a message and its clauses on the message itself."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the messages without their clauses."""
        folded: list[list[Message]] = []
        for message in messages:
            if message.get(CLAUSE):
                folded[-1].append(message)
            else:
                folded.append([message])
        return [_fold(together) for together in folded]


def _fold(messages: list[Message]) -> Message:
    """The first, with the readings of all, and without the rankings that nothing reads any more: it stays small."""
    whole = messages[0]
    led = {message.get(LEADS_TO): reading(message) for message in messages if message.get(LEADS_TO)}
    plain = [reading(message) for message in messages if not message.get(LEADS_TO)]
    readings = [{**found, "led": led[found["text"]]} if found["text"] in led else found for found in plain]
    whole.set(READINGS, readings, add_to_output=True)
    whole.set("intent_ranking", whole.get("intent_ranking", [])[:1], add_to_output=True)
    whole.data.pop(MATTER_RANKING, None)
    whole.output_properties.discard(MATTER_RANKING)
    return whole
