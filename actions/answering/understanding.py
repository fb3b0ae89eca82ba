"""Decide from the readings of a message what was asked: one question, several, or none.

The classifier reads the whole message and each clause (`bot/nlu/questions.py`). Here the readings become `Question`s:
the topic asked, the matter it is asked about, and the clause it stands in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.answering.clauses import UNCLEAR, beside, by_its_words, for_want_of_proof, is_asked, is_topic
from actions.answering.letters import MOST_IN_LETTER, asked_in_letter
from actions.answering.matter import matter_of, names_matter, on_its_page, service_of, told_service
from actions.answering.reading import ASPECTS, LIKELY, NOT_NEGLIGIBLE, PROTECTED, STATED, SURE, TALK, Question, Reading
from actions.answering.select import mentions
from actions.situation import category_from_signs
from knowledge.base import KnowledgeBase
from knowledge.vocabulary import A_LETTER, words

CASE_TOPICS = ("who", "materials", "steps", "commitment", "definition", "ratio", "change_cancel")
# After these, "what to bring" and "how long" are about the claim.
CLAIM_TOPICS = ("claim", "emergency_claim", "without_filing")

# Calibrated confidences, chosen with `yidi eval` so that at most one answer in twenty-five is a wrong one.
BOTH = 0.7  # Two readings that together reach this are both answered, the likelier one first.
MOST_QUESTIONS = 3
BRIEFED = ("time_limit", "fee", "channels")  # Aspects of a service that fit in one line.


def questions(
    readings: list[Reading], base: KnowledgeBase, last_topic: str | None, last_matter: str | None
) -> list[Question]:
    """The questions of a message, the main one first; empty when nothing is sure enough.

    What was asked last makes the same topic likelier; a story that tells the person's category makes it likelier that
    the question is about that category.
    """
    readings = [reading.without("inform") if reading.asks else reading for reading in readings]
    whole, parts = readings[0], [part.without("compare") for part in readings[1:]]
    told = category_from_signs(set(whole.values("sign"))) is not None
    context = last_matter or _general(last_topic) or ("filing" if told else None)
    service = told_service(readings, base)
    if told and service not in whole.values("matter"):
        service = None  # Who tells the case of a filing asks about that, unless a service is named.
    parts = [by_its_words(for_want_of_proof(part), base) for part in parts]
    if len(parts) >= A_LETTER and (found := asked_in_letter(whole, parts, base)):
        return _distinct(found, whole, base, context, service, MOST_IN_LETTER)
    whole = for_want_of_proof(whole) if parts else by_its_words(for_want_of_proof(whole), base)
    asked = [part for part in parts if is_asked(part, base, UNCLEAR)]
    if is_topic(whole, base) and whole.best[1] >= LIKELY:  # "现在还是这样吗" asks what stands before it.
        asked = [part for part in asked if not words().elliptic.search(part.text)]
    main = _main(whole, asked, base) or _expected(whole, [last_topic] if last_topic else [])
    if told and (main is None or (main.best[1] < SURE and main.best[0] not in CASE_TOPICS)):
        likely = [_expected(reading, CASE_TOPICS) for reading in readings]
        main = max([reading for reading in likely if reading], key=lambda r: r.best[1], default=main)
    if main is None and whole.best[0] == "compare":
        main = _expected(whole, tuple(base.topics))
    if main is None:
        return _about_service(whole, base)
    if special := _special_case(main, whole, base, last_matter):
        return special
    if _is_loose(main, whole, base) and (about := _about_service(whole, base)):
        return about
    found = [main, *_second(main, base)] if not asked else [main]
    if main is not whole and is_topic(whole, base) and whole.best[1] >= SURE:
        found.append(whole)
    found += [part for part in asked if part is not main]
    found += beside(found, whole)
    return _distinct(found, whole, base, context, service)


def _general(last_topic: str | None) -> str | None:
    """The general matter that a topic is about which was talked of."""
    return ("claim" if last_topic in CLAIM_TOPICS else "filing") if last_topic else None


def _is_loose(main: Reading, whole: Reading, base: KnowledgeBase) -> bool:
    """Whether a topic that no service has was read with little confidence in what is plainly about a service."""
    service = base.services.get(service_of(whole, base) or "")
    return service is not None and not service.local_topic and main.best[1] < SURE and main.best[0] not in ASPECTS


def _special_case(main: Reading, whole: Reading, base: KnowledgeBase, last_matter: str | None) -> list[Question]:
    """A case of its own of the service in question ("系统查不到怎么办", "结婚证要不要"), with the topic beside it."""
    topic = main.best[0]
    if topic in ASPECTS and service_of(main, base) in whole.values("matter"):
        return []
    spoken_of = [last_matter] if topic in ASPECTS else [last_matter, service_of(whole, base)]
    for service in (base.services.get(matter or "") for matter in spoken_of):
        if service and any(mentions(case, whole.text) for case in (*service.special_cases, *service.tips)):
            case = Question("materials", whole.text, service.id, main.best[1], whole.entities)
            return [case] if service.id == last_matter else [case, Question(topic, whole.text)]
    return []


def _about_service(whole: Reading, base: KnowledgeBase) -> list[Question]:
    """A message that is plainly about a service, and says no clearer what of it: how it is done, with its card."""
    service = service_of(whole, base)
    if service is None or max(whole.share(name) for name in (*TALK, *PROTECTED)) >= LIKELY:
        return []
    return [Question("steps", whole.text, service, whole.best[1], whole.entities)]


def _distinct(
    found: list[Reading],
    whole: Reading,
    base: KnowledgeBase,
    context: str | None,
    told: str | None,
    most: int = MOST_QUESTIONS,
) -> list[Question]:
    """Readings as questions, each once; an aspect without a matter is asked of what was asked of before it."""
    result: dict[tuple[str, str | None], Question] = {}
    for reading in found:
        question = _question(reading, whole, base, context, told)
        earlier = next(reversed(result.values()), None)
        if reading is not whole and question.matter and earlier and not names_matter(reading, earlier, base):
            carried = earlier.matter or ("claim" if earlier.topic in CLAIM_TOPICS else question.matter)
            question = replace(question, matter=carried)
        result.setdefault((question.topic, question.matter), question)
        named = next((matter for matter in reading.values("matter") if matter in base.services), None)
        if question.topic in base.silent_topics and (service := named or service_of(reading, base)):
            # The guides fix nothing on the topic, and much on the service.
            result.setdefault(("who", service), replace(question, topic="who", matter=service))
    return _merged(list(result.values()), base)[:most]


def _merged(found: list[Question], base: KnowledgeBase) -> list[Question]:
    """Several aspects of one service as one question: its card says ways, time limit and fee in one line."""
    result: list[Question] = []
    for question in found:
        same = [other for other in found if other.matter == question.matter and other.topic != "proxy"]
        if len(same) < 2 or question.matter not in base.services or question.topic not in ASPECTS:
            result.append(question)
            continue
        lead = next((other for other in same if other.topic not in BRIEFED), same[0])
        said = (*BRIEFED, "materials") if lead.topic == "steps" else BRIEFED
        if question is lead:
            clause = "，".join(dict.fromkeys(other.clause for other in same))
            result.append(replace(question, brief=True, clause=clause))
        elif question.topic not in said:
            result.append(question)
    return result


def _main(whole: Reading, asked: list[Reading], base: KnowledgeBase) -> Reading | None:
    """The reading that the answer starts from: the whole message, unless a clause says better what is asked."""
    best = max(asked, key=lambda part: part.best[1], default=None)
    if whole.best[0] in ASPECTS and whole.best[1] >= SURE and service_of(whole, base):
        return whole
    if is_topic(whole, base) and whole.best[1] >= LIKELY and (best is None or best.best[1] < STATED):
        return whole
    if best is not None:
        return best if best.best[1] >= LIKELY else None
    both = sum(share for _, share in whole.intents[:2])
    return whole if is_topic(whole, base) and both >= BOTH else None


def _expected(whole: Reading, topics: Sequence[str]) -> Reading | None:
    """The reading of the whole as one of the topics that its context makes likely."""
    for position, (name, share) in enumerate(whole.intents):
        if name in topics and share >= NOT_NEGLIGIBLE:
            return replace(whole, intents=whole.intents[position:])
    return None


def _second(main: Reading, base: KnowledgeBase) -> list[Reading]:
    """The next best reading, when the best alone is not sure and both together are."""
    if main.best[1] >= SURE or len(main.intents) < 2:
        return []
    name, share = main.intents[1]
    if share < NOT_NEGLIGIBLE or main.best[1] + share < BOTH or name not in base.topics:
        return []
    return [replace(main, intents=main.intents[1:])]


def _question(reading: Reading, whole: Reading, base: KnowledgeBase, context: str | None, told: str | None) -> Question:
    topic, confidence = reading.best
    matter = matter_of(reading, whole, base, context, told) if topic in ASPECTS else None
    if matter in base.services and words().proxy.search(reading.text):
        topic = "proxy"
    elif matter in base.services and topic == "proxy" and words().myself.search(reading.text):
        topic = "who"  # "我自己去申请可以吗"
    if matter == "filing" and words().undo.search(reading.text):
        topic, matter = "change_cancel", None
    topic, matter = on_its_page(topic, matter, base, told)
    return Question(topic, whole.text, matter, confidence, reading.entities or whole.entities, reading.text)
