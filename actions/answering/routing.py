"""Which facts answer a question for a case: a service's card, or one or more topics of one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from actions.answering.reading import ASPECTS, Question, Reading
from actions.answering.select import mentions
from actions.situation import Situation
from knowledge.base import DEFAULT_PLACE, KnowledgeBase
from knowledge.model import Service
from knowledge.places import Places
from knowledge.vocabulary import words

# Asked by somebody insured elsewhere who comes to us, these are all answered by how inbound patients are served.
INBOUND_TOPICS = (
    "inbound",
    "steps",
    "materials",
    "where",
    "channels",
    "who",
    "destination",
    "credential",
    "time_limit",
)
# Inside one city nothing of this applies, since it is not 异地 at all.
FILING_TOPICS = (
    "steps",
    "who",
    "materials",
    "late_filing",
    "without_filing",
    "referral",
    "inbound",
    "channels",
    "definition",
    "at_hospital",
    "advantages",
    "commitment",
    "instant",
)
# Whose rules are too general to be a guest's answer.
GENERAL_RULES = ("china", "jiangsu")
ITSELF = ""
# Asked of a hospital at home by somebody who filed for elsewhere, these ask whether the card still works there.
AT_THE_TILL = {"credential": ("local_use",), "swipe_failed": ("local_use", "swipe_failed")}
# Ends of the ids of services for institutions and firms.
BUSINESS = ("_designation", "institution_change", "unit_enrolment", "unit_change", "unit_query", "contribution_base")
# How money is got back: beside the rule, what to bring and how long it takes.
CLAIM_IN_FULL = ("claim.materials", "claim.time_limit")
# What a topic means in a case: (topics asked, the case, topics answered).
MEANT_IN_CASE: tuple[tuple[tuple[str, ...], Callable[[Situation], bool], tuple[str, ...]], ...] = (
    (("channels", "wechat_account", "instant"), lambda case: case.channel == "window", ("where",)),
    # The hospital files for them.
    (("channels",), lambda case: case.category == "referral", ("referral", ITSELF)),
    (("account_use",), lambda case: case.has("retired") and bool(case.care_place), ("retiree_account", ITSELF)),
    (("catalogue",), lambda case: case.category == "temporary", ("ratio", ITSELF)),
    (("definition",), lambda case: bool(case.category), (ITSELF, "who")),
    (("fee",), lambda case: True, (ITSELF, "time_limit")),
    (("claim",), lambda case: case.category == "referral", (ITSELF, "referral")),
    (("ratio",), lambda case: case.has("student", "not_filed"), ("student", ITSELF)),
    (("ratio",), lambda case: case.has("emergency"), ("emergency_claim", ITSELF)),
    (("materials",), lambda case: case.has("proxy"), ("proxy", ITSELF)),
    (("at_hospital", "credential", "swipe_failed"), lambda case: case.has("pregnant"), ("maternity", ITSELF)),
    # The papers for the filing are handed in already: what is wanted is what the hospital asks for.
    (("materials",), lambda case: case.has("filed", "inpatient"), ("credential",)),
    (("claim",), lambda case: case.has("not_filed") and not case.has("emergency"), ("without_filing", ITSELF)),
    # "Can it follow later" and "is it in order" mean the proof that is not there yet.
    (("late_filing", "filing_status"), lambda case: case.has("no_permit"), ("commitment", ITSELF)),
    (("steps", "materials", "who", "channels"), lambda case: case.has("no_permit"), (ITSELF, "commitment")),
    (("steps",), lambda case: bool(case.channel and case.channel != "window"), (ITSELF, "channels")),
    (("steps",), lambda case: bool(case.category), (ITSELF, "materials")),
)


@dataclass(frozen=True)
class Target:
    """Either a service with the asked aspect, or topics to look up at a place."""

    topics: tuple[str, ...]
    place: str
    service: Service | None = None


def route(question: Question, situation: Situation, base: KnowledgeBase) -> Target:
    """The target of a question for a person's case."""
    service = base.services.get(question.matter or "")
    if service is not None and question.topic in ASPECTS:
        applies = service.place in {place.id for place in base.places.chain(situation.place)}
        if not service.local_topic or (applies and not _own_rule(service, situation, base)):
            return Target((question.topic,), situation.place, service)
        question = replace(question, matter=service.local_topic)
    return _topics(question, situation, base)


def _own_rule(service: Service, situation: Situation, base: KnowledgeBase) -> bool:
    """Whether the city's own document speaks of the service's matter in full, as 淮安's does of 零星报销."""
    speaker = base.speaks(situation.place, f"{service.local_topic}.materials")
    return speaker is not None and base.places[speaker].level == "city"


def _topics(question: Question, situation: Situation, base: KnowledgeBase) -> Target:
    place = situation.place
    if question.matter and question.matter != "filing":
        own = f"{question.matter}.{question.topic}"
        topic = own if own in base.topics else question.matter
        brief = (f"{question.matter}.time_limit",) if question.brief else ()
        topics = (topic if topic in base.topics else question.topic, *brief)
        return Target(tuple(dict.fromkeys(name for name in topics if name in base.topics)), place)
    guest = comes_to_us(situation, base.places) and question.topic in INBOUND_TOPICS
    if guest and base.rule_place(place) in GENERAL_RULES:
        return Target(("inbound",), situation.care_place or DEFAULT_PLACE)
    if situation.trip_between(base.places) == "in_city" and question.topic in FILING_TOPICS:
        return Target(("in_city",), place)
    if situation.category and _at_a_till_at_home(question, situation, base):
        return Target(AT_THE_TILL[question.topic], place)
    topics = _for_case(question.topic, situation)
    if question.topic == "claim" and _in_full(question, place, base):
        papers_first = words().aspects["materials"].search(question.text)
        topics = (CLAIM_IN_FULL[0], *topics, CLAIM_IN_FULL[1]) if papers_first else (*topics, *CLAIM_IN_FULL)
    if question.topic == "emergency_claim" and _of_papers(question, place, base):
        topics = (*topics, CLAIM_IN_FULL[0])
    return Target(topics, place)


def _in_full(question: Question, place: str, base: KnowledgeBase) -> bool:
    """Whether a claim is asked from beginning to end, or in the words of a detail of its papers."""
    return bool(words().how.search(question.clause or question.text)) or _of_papers(question, place, base)


def _of_papers(question: Question, place: str, base: KnowledgeBase) -> bool:
    """Whether a question has the words of a detail of a claim's papers, as an accident."""
    facts = (fact for own in base.places.chain(place) for fact in base.at(own.id) if fact.topic in CLAIM_IN_FULL)
    return any(fact.detail and mentions(fact, question.text) for fact in facts)


def _back_home(question: Question, situation: Situation, base: KnowledgeBase) -> bool:
    """Whether somebody who files for elsewhere asks about care at home, in this clause or all along."""
    asked = question.entities if question.clause != question.text else ()
    treated = [entity["value"] for entity in asked if entity["entity"] == "place" and entity.get("role") == "care"]
    places = treated or ([situation.care_place] if situation.care_place else [])
    return any(base.places.trip(situation.place, place) == "in_city" for place in places)


def _at_a_till_at_home(question: Question, situation: Situation, base: KnowledgeBase) -> bool:
    came = question.topic == "swipe_failed" and _came_home(question.text, situation.place, base)
    return question.topic in AT_THE_TILL and (came or _back_home(question, situation, base))


def _came_home(text: str, home: str, base: KnowledgeBase) -> bool:
    """Whether a story tells of coming back to where one is insured."""
    names = (name for name, place in base.places.names.items() if base.places.trip(home, place) == "in_city")
    return any(f"回{name}" in text for name in names)


def _for_case(topic: str, situation: Situation) -> tuple[str, ...]:
    """The topics that a question is about in a case, the main one first."""
    found = next((about for asked, holds, about in MEANT_IN_CASE if topic in asked and holds(situation)), (topic,))
    return tuple(name or topic for name in found)


def at_home(question: Question, whole: Reading, situation: Situation, base: KnowledgeBase) -> Situation:
    """The case with a place that stands alone beside what is done at home as home: nobody travels for an allowance."""
    places = [entity for entity in whole.entities if entity["entity"] == "place"]
    service = base.services.get(question.matter or "")
    local = service is not None or question.topic in base.silent_topics
    travelled = not {"not_filed", "filed", "emergency"}.isdisjoint(situation.signs)
    if situation.insured_place or travelled or not local or len(places) != 1:
        return situation
    # "泰州药店申请定点": where a service is not for the sick, a place of care is the place of business.
    business = service is not None and service.id.endswith(BUSINESS) and not places[0].get("sure")
    if places[0].get("role") and not business:
        return situation
    return replace(situation, insured_place=places[0]["value"], care_place=None)


def comes_to_us(situation: Situation, places: Places) -> bool:
    """Whether somebody insured outside comes to a city whose rules we hold."""
    if not situation.insured_place or not situation.care_place:
        return False
    city = places.at(situation.care_place, "city")
    home = places.at(situation.insured_place, "city")
    return city is not None and city.id == DEFAULT_PLACE and (home is None or home.id != city.id)


def ruled_out(situation: Situation, named: list[str], places: Places) -> list[str]:
    """Topics on a way that is not this person's: to us from outside, or within one city, if none such is named."""
    coming = not situation.insured_place or comes_to_us(situation, places)
    trips = [places.trip(situation.place, place) for place in named if place != situation.insured_place]
    staying = not situation.care_place or situation.trip_between(places) in ("in_city", None)
    staying = staying or "in_city" in trips
    return [topic for topic, possible in (("inbound", coming), ("in_city", staying)) if not possible]
