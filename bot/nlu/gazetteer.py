"""Find places, categories, signs of the situation, channels, services, dates, amounts and numbers in a message.

Names of places go through a spaCy PhraseMatcher on single characters (longest match wins); looser ways of speaking are
expressions from knowledge/vocabulary. A place gets a role, 参保地 (insured) or 就医地 (care), from the words around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from bot.nlu.component import PlainComponent
from bot.nlu.roles import role
from knowledge.vocabulary import UNSAID, is_part, patterns, place_names

Entity = dict[str, Any]
PLAIN = "plain"
END_MARKS = "。.!！?？~～… "
ANY_PLACE = "某地"
APP = "医保云"  # 江苏医保云 is an app and says nothing of where somebody is.


class Gazetteer:
    """The extractor without Rasa: text in, entities out."""

    def __init__(self) -> None:
        self._nlp = spacy.blank("zh")
        self._names = place_names()
        self._matcher = PhraseMatcher(self._nlp.vocab)
        self._matcher.add("place", [self._nlp.make_doc(name) for name in self._names])

    def find(self, text: str) -> list[Entity]:
        """Entities in order of position; places carry a role."""
        found = [*self._places(text), *self._patterns(text)]
        told = (e for e in found if e["value"] != UNSAID and not any(_within(e, other) for other in found))
        return sorted(told, key=lambda e: e["start"])

    def _places(self, text: str) -> Iterator[Entity]:
        doc = self._nlp.make_doc(text)
        spans = filter_spans([doc[start:end] for _, start, end in self._matcher(doc)])
        spans = [span for span in spans if not text.startswith(APP, span.end_char)]
        found = self._joined([(span.start_char, span.end_char, self._names[span.text]) for span in spans])
        for index, (start, end, place) in enumerate(found):
            before = text[found[index - 1][1] if index else 0 : start]
            after = text[end : found[index + 1][0] if index + 1 < len(found) else len(text)]
            yield _entity("place", place, start, end, text, **vars(role(before, after)))

    @staticmethod
    def _joined(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """Places with those written as one made one: 苏州昆山 is 昆山."""
        result: list[tuple[int, int, str]] = []
        for start, end, place in found:
            if result and result[-1][1] == start and is_part(place, result[-1][2]):
                start = result.pop()[0]
            result.append((start, end, place))
        return result

    def _patterns(self, text: str) -> Iterator[Entity]:
        for pattern in patterns():
            for match in pattern.expression.finditer(text):
                yield _entity(pattern.entity, pattern.value or match.group(), match.start(), match.end(), text)


def _within(entity: Entity, other: Entity) -> bool:
    """Whether a longer finding of the same type covers this one: "不想签承诺书" is no commitment."""
    inside = other["start"] <= entity["start"] and entity["end"] <= other["end"]
    longer = other["end"] - other["start"] > entity["end"] - entity["start"]
    return bool(inside and longer and entity["entity"] == other["entity"])


def mask_places(text: str, entities: list[Entity]) -> str:
    """The text with every place name replaced by 某地: which place it is does not tell what is asked.

    Nor does the punctuation at its end, which people set or leave out.
    """
    for entity in reversed(entities):
        if entity["entity"] == "place":
            text = text[: entity["start"]] + ANY_PLACE + text[entity["end"] :]
    return text.rstrip(END_MARKS) or text


def plain_text(message: Message) -> str:
    """What the featurizers read of a message."""
    return message.get(PLAIN) or message.get(TEXT) or ""


def _entity(kind: str, value: str, start: int, end: int, text: str, **extra: Any) -> Entity:
    given = {key: item for key, item in extra.items() if item}
    return {
        "entity": kind, "value": value, "start": start, "end": end, "text": text[start:end],
        "extractor": "GazetteerExtractor", **given,
    }  # fmt: skip


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class GazetteerExtractor(PlainComponent, EntityExtractorMixin):
    """The gazetteer as a Rasa component."""

    def __init__(self) -> None:
        self._gazetteer = Gazetteer()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the entities of every message with text, and its text with the places masked."""
        for message in messages:
            if text := message.get(TEXT):
                entities = self._gazetteer.find(text)
                message.set(ENTITIES, entities, add_to_output=True)
                message.set(PLAIN, mask_places(text, entities))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Mask the places of the training examples; their entities are not learnt from."""
        for message in training_data.training_examples:
            if text := message.get(TEXT):
                message.set(PLAIN, mask_places(text, self._gazetteer.find(text)))
        return training_data
