"""Everything that a message may be asking, likeliest first: what is offered when the first reading is not sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actions.answering.matter import MATTER_AT, matter_of, on_its_page, service_of
from actions.answering.reading import ASPECTS, GENERAL_MATTERS, Question, Reading
from knowledge.base import KnowledgeBase
from knowledge.search import Found, Hit

WORTH_OFFERING = 0.04
CLAUSE = 0.8  # A clause alone knows less than the whole message.
FOUND = 0.5  # Weight of what search finds, whose scores are similarities and no probabilities.


def guesses(
    readings: list[Reading], base: KnowledgeBase, last_matter: str | None, found: Found | None = None
) -> list[Question]:
    """Distinct questions by falling likelihood, which each carries as `confidence`."""
    whole = readings[0]
    likely: dict[tuple[str, str | None], float] = {}
    for reading in readings:
        weight = 1.0 if reading is whole else CLAUSE
        for topic, matter, share in _read(reading, whole, base, last_matter):
            page = on_its_page(topic, matter, base)
            likely[page] = max(likely.get(page, 0.0), weight * share)
    for topic, matter, share in _crossed(whole, readings[1:], base):
        likely[topic, matter] = max(likely.get((topic, matter), 0.0), CLAUSE * share)
    for topic, matter, share in _searched(found.hits if found else (), base):
        likely[topic, matter] = likely.get((topic, matter), 0.0) + FOUND * share
    ranked = sorted(likely.items(), key=lambda item: -item[1])
    return [
        Question(topic, whole.text, matter, share, whole.entities)
        for (topic, matter), share in ranked
        if share >= WORTH_OFFERING
    ]


def _read(
    reading: Reading, whole: Reading, base: KnowledgeBase, last_matter: str | None
) -> Iterator[tuple[str, str | None, float]]:
    for topic, share in reading.intents:
        if topic not in base.topics:
            continue
        if topic not in ASPECTS:
            yield topic, None, share
            continue
        known = matter_of(reading, whole, base, last_matter)
        yield topic, known, share * max(dict(reading.matters).get(known, 0.0), MATTER_AT)
        for matter, part in reading.matters:
            if matter != known and (matter in base.services or matter in GENERAL_MATTERS):
                yield topic, matter, share * part


def _crossed(whole: Reading, parts: list[Reading], base: KnowledgeBase) -> Iterator[tuple[str, str, float]]:
    """What the whole message asks, of the services that its clauses are plainly about."""
    topic, share = whole.best
    for part in parts if topic in ASPECTS else ():
        service = service_of(part, base)
        if service:
            yield topic, service, share


def _searched(hits: Iterable[Hit], base: KnowledgeBase) -> Iterator[tuple[str, str | None, float]]:
    for topic, score in hits:
        if topic in base.services:
            yield "materials", topic, score
        elif topic in base.topics:
            yield topic, None if topic not in ASPECTS else "filing", score
