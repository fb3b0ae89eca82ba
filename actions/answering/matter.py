"""What an aspect is asked about: filing, a claim, or one of the services."""

from __future__ import annotations

from actions.answering.reading import ASPECTS, FILING, GENERAL_MATTERS, SURE, Question, Reading
from knowledge.base import KnowledgeBase
from knowledge.vocabulary import words

MATTER_AT = 0.35
LEAST_MATTER = 0.2
UNSURE = 0.5
PLAINLY = 0.9  # A whole message that is about one service: an unnamed look-alike in a clause of it is the same.
CLAIM = "_claim"  # End of the ids of services that pay money back.
NAMED_AT = 0.4  # A service whose name is in the message needs this much of the classifier to go before another.


def matter_of(
    reading: Reading, whole: Reading, base: KnowledgeBase, context: str | None, told: str | None = None
) -> str:
    """What an aspect is asked about: named in the clause, else in the message, else what was talked of, else filing.

    `context` is what was talked of, which only a plain reading changes, or talk of money back. `told` is the service
    that the message comes back to: "the papers" and "the money back" are that service's.
    """
    held = told or (context if context in base.services else None)
    for source in (reading,) if reading is whole else (reading, whole):
        best, confidence = _best(source)
        money_back = best == "claim" or best.endswith(CLAIM)
        least = SURE if context and not money_back else MATTER_AT
        named = [(name, share) for name, share in source.matters if name in source.values("matter")]
        if named and (named[0][1] >= NAMED_AT or confidence < least or named[0][0] == told):
            return named[0][0]
        if not named and len(source.values("matter")) == 1 and _gives_way(best, confidence, source):
            return source.values("matter")[0]
        if confidence >= least and best != "none":
            return held if held and _yields(best, confidence, held, whole, base) else best
    return told or context or _unspoken(whole, base)


def _gives_way(matter: str, confidence: float, source: Reading) -> bool:
    """Whether what a text was read of gives way to the one service that its words name."""
    return confidence < SURE or (matter == FILING and not words().filing.search(source.text))


def _unspoken(whole: Reading, base: KnowledgeBase) -> str:
    """What is meant where nothing was read surely: filing, unless it is not even among the likely ones or spoken of."""
    best, confidence = _best(whole)
    elsewhere = confidence >= LEAST_MATTER and whole.matters[0][0] == best and FILING not in dict(whole.matters)
    return best if best in base.services and elsewhere and not words().filing.search(whole.text) else FILING


def on_its_page(topic: str, matter: str | None, base: KnowledgeBase, told: str | None = None) -> tuple[str, str | None]:
    """Topic and matter, and where a matter has a single page for most aspects, that page ("怎么报销", "去哪报销").

    A claim that the message tells a service for, such as the antenatal one, is that service's.
    """
    service = base.services.get(told or "")
    if topic == "claim" and service and service.id.endswith(CLAIM) and not service.local_topic:
        return "steps", service.id
    if matter in base.topics and topic in ASPECTS and f"{matter}.{topic}" not in base.topics:
        return str(matter), None
    return topic, matter


def _best(source: Reading) -> tuple[str, float]:
    """The likeliest matter and its share; no money is asked back where none is spoken of ("住院要带啥")."""
    spoken = words().money.search(source.text) or source.values("matter")
    ranked = source.matters if spoken else [m for m in source.matters if m[0] != "claim" and not m[0].endswith(CLAIM)]
    return ranked[0] if ranked else ("none", 0.0)


def _yields(matter: str, confidence: float, told: str, whole: Reading, base: KnowledgeBase) -> bool:
    """Whether what a clause was read of gives way to a service: it is vague, or only what most people ask about."""
    if matter not in GENERAL_MATTERS:
        alike = matter in base.services and base.services[matter].main_item == base.services[told].main_item
        return confidence < UNSURE or (alike and dict(whole.matters).get(told, 0.0) >= PLAINLY)
    if matter == "claim":
        return told.endswith(CLAIM)
    return matter == FILING and not words().filing.search(whole.text)


def service_of(whole: Reading, base: KnowledgeBase, least: float = SURE) -> str | None:
    """The service that a message is plainly about, whether or not it asks something clear of it."""
    best, confidence = whole.matters[0] if whole.matters else ("none", 0.0)
    return best if best in base.services and confidence >= least else None


def told_service(readings: list[Reading], base: KnowledgeBase) -> str | None:
    """The service that a message comes back to: one of its clauses says so, and what all say of it adds up."""
    shares: dict[str, float] = {}
    money = words().money.search(readings[0].text)
    for reading in readings:
        for matter, share in reading.matters:
            if matter in base.services and (money or not matter.endswith(CLAIM)):
                shares[matter] = shares.get(matter, 0.0) + share
    best = max(shares, key=lambda matter: shares[matter], default=None)
    named = any(dict(reading.matters).get(best or "", 0.0) >= NAMED_AT for reading in readings)
    return best if named and shares[best or ""] >= SURE else None


def names_matter(reading: Reading, earlier: Question, base: KnowledgeBase) -> bool:
    """Whether a clause has a matter of its own; after a service, "the money" and "the papers" are the service's."""
    best, share = reading.matters[0] if reading.matters else ("none", 0.0)
    if earlier.matter in base.services and not reading.values("matter"):
        return best not in (*GENERAL_MATTERS, "none") and share >= SURE
    return best != "none" and share >= MATTER_AT
