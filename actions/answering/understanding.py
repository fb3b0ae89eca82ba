"""Decide from the readings of a message what was asked: one question, several, or none.

The classifier reads the whole message and each clause (`bot/nlu/questions.py`). Here the readings become `Question`s:
the topic asked, the matter it is asked about, and the clause it stands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.base import KnowledgeBase
from knowledge.vocabulary import words

# Intents that take their meaning from a matter: "what to bring" — for what?
ASPECTS = ("steps", "materials", "time_limit", "who", "channels", "where", "fee", "regulation", "proxy")
PROTECTED = ("forbidden", "personal_record", "medical_advice")
TALK = ("greet", "goodbye", "thanks", "affirm", "deny", "bot_identity", "capability", "human", "dissatisfied", "abuse",
        "privacy", "out_of_scope")  # fmt: skip

SURE = 0.5  # Calibrated: a reading above it is right more often than not, and answered.
SURE_OF_SECOND = 0.65  # A further question in the same message has to be clearer to be answered unasked.
URGENT_AT = 0.9  # Without a word of danger in the message; with one, being the best reading is enough.
PROTECTED_AT = 0.7
MATTER_AT = 0.35
DILUTED = 45  # Characters from which a message tells a story around its question.
MOST_QUESTIONS = 3


@dataclass(frozen=True)
class Reading:
    """What was understood of one text; rankings are (name, confidence), best first."""

    text: str
    asks: bool
    intents: tuple[tuple[str, float], ...]
    matters: tuple[tuple[str, float], ...]
    entities: tuple[dict[str, Any], ...]

    @classmethod
    def load(cls, data: dict[str, Any]) -> Reading:
        """Make one of the JSON that the pipeline sends."""
        return cls(
            data["text"],
            data["asks"],
            tuple((name, confidence) for name, confidence in data["intents"]),
            tuple((name, confidence) for name, confidence in data["matters"]),
            tuple(data["entities"]),
        )

    @property
    def best(self) -> tuple[str, float]:
        """Best intent and its confidence."""
        return self.intents[0] if self.intents else ("unknown", 0.0)

    def values(self, entity: str) -> list[str]:
        """Distinct values of an entity type in order."""
        return list(dict.fromkeys(found["value"] for found in self.entities if found["entity"] == entity))


@dataclass(frozen=True)
class Question:
    """One thing asked: topic id, matter id (None where the topic needs none), and the words it was asked with."""

    topic: str
    text: str
    matter: str | None = None
    confidence: float = 1.0
    entities: tuple[dict[str, Any], ...] = ()


def special(readings: list[Reading]) -> str | None:
    """A safety intent that overrides every other reading, if one is there."""
    whole = readings[0]
    for intent, signs in (("self_harm", words().despair), ("emergency_now", words().danger)):
        if any(_urgent(reading, intent, bool(signs.search(whole.text))) for reading in readings):
            return intent
    name, confidence = whole.best
    return name if name in PROTECTED and confidence >= PROTECTED_AT else None


def _urgent(reading: Reading, intent: str, word_of_danger: bool) -> bool:
    name, confidence = reading.best
    return name == intent and confidence >= (SURE if word_of_danger else URGENT_AT)


def only_context(reading: Reading) -> bool:
    """Whether a message only gives or corrects place and circumstances ("张家港的呢", "说错了我是相城的")."""
    if reading.best[0] == "inform" and reading.best[1] >= SURE:
        return True
    covered = [False] * len(reading.text)
    for entity in reading.entities:
        covered[entity["start"] : entity["end"]] = [True] * (entity["end"] - entity["start"])
    rest = "".join(character for character, gone in zip(reading.text, covered) if not gone)
    rest = words().filler.sub("", rest).strip(" ,，。、?？!！")
    return bool(reading.entities) and len(rest) <= 1


def questions(readings: list[Reading], base: KnowledgeBase, last_matter: str | None) -> list[Question]:
    """The questions of a message, the main one first; empty when nothing is sure enough."""
    whole, parts = readings[0], readings[1:]
    asked = [part for part in parts if part.asks and _is_topic(part, base) and part.best[1] >= SURE]
    found: list[Reading] = []
    if _is_topic(whole, base) and whole.best[1] >= SURE and not _outvoted(whole, asked):
        found.append(whole)
    found += [part for part in asked if not found or part.best[1] >= SURE_OF_SECOND]
    result: dict[tuple[str, str | None], Question] = {}
    for reading in found:
        question = _question(reading, whole, base, last_matter)
        result.setdefault((question.topic, question.matter), question)
    return list(result.values())[:MOST_QUESTIONS]


def _outvoted(whole: Reading, asked: list[Reading]) -> bool:
    """A long story dilutes the reading of the whole; its own questions then say better what is asked."""
    if not asked or len(whole.text) < DILUTED:
        return False
    return all(part.best[0] != whole.best[0] for part in asked) and max(p.best[1] for p in asked) > whole.best[1]


def _is_topic(reading: Reading, base: KnowledgeBase) -> bool:
    return reading.best[0] in base.topics


def _question(reading: Reading, whole: Reading, base: KnowledgeBase, last_matter: str | None) -> Question:
    topic, confidence = reading.best
    matter = matter_of(reading, whole, base, last_matter) if topic in ASPECTS else None
    return Question(topic, reading.text, matter, confidence, reading.entities or whole.entities)


def matter_of(reading: Reading, whole: Reading, base: KnowledgeBase, last_matter: str | None) -> str:
    """What an aspect is asked about: named in the clause, else in the message, else what was talked of, else filing."""
    for source in (reading, whole):
        named = [name for name, _ in source.matters if name in source.values("matter")]
        if named:
            return named[0]
    for source in (reading, whole):
        for name, confidence in source.matters[:1]:
            if confidence >= MATTER_AT and name != "none":
                return name
    return last_matter or "filing"
