"""Decide from the readings of a message what was asked: one question, several, or none.

The classifier reads the whole message and each clause (`bot/nlu/questions.py`). Here the readings become `Question`s:
the topic asked, the matter it is asked about, and the clause it stands in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.answering.reading import Question, Reading
from actions.answering.select import mentions
from actions.situation import category_from_signs
from knowledge.base import KnowledgeBase
from knowledge.vocabulary import A_LETTER, words

# Intents that take their meaning from a matter: "what to bring" — for what?
ASPECTS = ("steps", "materials", "time_limit", "who", "channels", "where", "fee", "regulation", "proxy")
PROTECTED = ("forbidden", "personal_record", "medical_advice")
CIRCUMSTANCES = ("place", "category", "group", "sign", "trip")
CASE_TOPICS = ("who", "materials", "steps", "commitment", "definition", "ratio", "change_cancel")
# After these, "what to bring" and "how long" are about the claim.
CLAIM_TOPICS = ("claim", "emergency_claim")
TALK = ("greet", "goodbye", "thanks", "affirm", "deny", "bot_identity", "capability", "human", "dissatisfied", "abuse",
        "privacy", "out_of_scope")  # fmt: skip

# Calibrated confidences, chosen with `yidi eval` so that at most one answer in twenty is a wrong one.
SURE = 0.7  # Answered alone.
BOTH = 0.55  # Two readings that together reach this are both answered, the likelier one first.
NOT_NEGLIGIBLE = 0.15  # What the second of two has to reach.
LIKELY = 0.4  # Answered alone when nothing else is worth adding.
SURE_OF_SECOND = 0.5  # A further question in the same message has to be clearer to be answered unasked.
STATED = 0.8  # A clause without any mark of a question counts as asked from here ("窗口备案材料").
PROTECTED_AT = 0.55
MATTER_AT = 0.35
NAMED_AT = 0.4  # A service whose name is in the message needs this much of the classifier to go before another.
FOLLOWS_AT = 0.3
MOST_QUESTIONS = 3
GENERAL_MATTERS = ("filing", "claim")
BRIEFED = ("time_limit", "fee", "channels")  # Aspects of a service that fit in one line.
ASKED = 1000


def urgent(readings: list[Reading]) -> str | None:
    """`self_harm` or `emergency_now`: what the classifier reads and a word of danger or despair confirms.

    Somebody who does not answer when called is an emergency, whatever is asked beside it.
    """
    text = readings[0].text
    if words().unresponsive.search(text) and not words().past.search(text):
        return "emergency_now"
    for intent, signs in (("self_harm", words().despair), ("emergency_now", words().danger)):
        if signs.search(text) and any(r.best[0] == intent and r.best[1] >= SURE for r in readings):
            return intent
    return None


def is_over(text: str) -> bool:
    """Whether an emergency is told of as past, or only the bill and the paperwork are asked about."""
    if words().present.search(text):
        return False
    return bool(words().past.search(text) or (words().bill.search(text) and not words().unresponsive.search(text)))


def protected(whole: Reading) -> str | None:
    """A request that has to be declined whatever else the message asks."""
    name, confidence = whole.best
    if name == "medical_advice" and not words().medical.search(whole.text):
        return None
    return name if name in PROTECTED and confidence >= PROTECTED_AT else None


def lacks_proof(reading: Reading) -> bool:
    """Whether somebody asks what to do without the proof of living there ("那我没有居住证咋办呢")."""
    signs = reading.values("sign")
    lacking = "no_permit" in signs and "has_permit" not in signs
    return lacking and bool(words().what_then.search(reading.text))


def only_context(readings: list[Reading], follows: bool) -> bool:
    """Whether a message only gives or corrects place and circumstances ("张家港的呢", "说错了我是相城的").

    `follows` says that there was a question before, which such a message may be about.
    """
    whole, parts = readings[0], readings[1:]
    if lacks_proof(whole):
        return False
    if _without_entities(whole) <= 1 and any(found["entity"] in CIRCUMSTANCES for found in whole.entities):
        return True
    if follows and words().correction.search(whole.text) and whole.values("place") and not whole.asks:
        return True
    own = [part for part in parts if part.asks and not words().elliptic.search(part.text)]
    if any(part.best[0] != "inform" and part.best[1] >= LIKELY for part in own):
        return False
    insured = any(found["entity"] == "place" and found.get("sure") for found in whole.entities)
    if follows and insured and not whole.asks and whole.best[1] < STATED:
        return True
    told = dict(whole.intents).get("inform", 0.0)
    if whole.best[0] == "inform" and (told >= SURE or (whole.entities and told >= LIKELY)):
        return True
    ellipsis = follows and whole.text.rstrip("?？").endswith("呢") and told >= FOLLOWS_AT
    if follows and parts and all(_only_varies(part) for part in parts):
        return True
    return ellipsis or (follows and bool(parts) and parts[0].best[0] == "inform" and whole.best[1] < LIKELY)


def _only_varies(part: Reading) -> bool:
    """Whether a clause puts another case ("要是去南京呢") or asks whether it is the same there ("也用这个?")."""
    varied = part.text.rstrip("?？").endswith("呢") and any(found["entity"] in CIRCUMSTANCES for found in part.entities)
    return varied or bool(words().elliptic.search(part.text))


def _without_entities(reading: Reading) -> int:
    """How many characters are left when entities and empty words are taken out; `ASKED` if they ask ("窗口在哪")."""
    covered = [False] * len(reading.text)
    for entity in reading.entities:
        if entity["entity"] not in CIRCUMSTANCES:
            continue
        covered[entity["start"] : entity["end"]] = [True] * (entity["end"] - entity["start"])
    rest = "".join(character for character, gone in zip(reading.text, covered) if not gone)
    rest = words().filler.sub("", rest).strip(" ,，。、?？!！")
    return ASKED if words().question.search(rest) else len(rest)


def questions(
    readings: list[Reading], base: KnowledgeBase, last_topic: str | None, last_matter: str | None
) -> list[Question]:
    """The questions of a message, the main one first; empty when nothing is sure enough.

    What was asked last makes the same topic likelier; a story that tells the person's category makes it likelier that
    the question is about that category.
    """
    whole, parts = readings[0], [part.without("compare") for part in readings[1:]]
    asked = [part for part in parts if _asked(part, base)]
    if len(parts) >= A_LETTER and any(part.asks for part in asked):
        asked = [part for part in asked if part.asks]  # The rest is the story.
        clear = [whole] if _is_topic(whole, base) and whole.best[1] >= STATED else []
        return _distinct([*clear, *asked], whole, base, _told_service(readings, base) or last_matter)
    main = _main(whole, asked, base) or _expected(whole, [last_topic] if last_topic else [])
    told = category_from_signs(set(whole.values("sign"))) is not None
    if told and (main is None or (main.best[1] < SURE and main.best[0] not in CASE_TOPICS)):
        likely = [_expected(reading, CASE_TOPICS) for reading in readings]
        main = max([reading for reading in likely if reading], key=lambda r: r.best[1], default=main)
    if main is None and whole.best[0] == "compare":
        main = _expected(whole, tuple(base.topics))
    if main is None:
        return _about_service(whole, base)
    service = base.services.get(last_matter or "")
    vague = main.best[0] not in ASPECTS or service_of(main, base) is None
    if service and vague and any(mentions(case, whole.text) for case in service.special_cases):
        # "系统查不到怎么办" goes on about the service, where that is a case of its own.
        return [Question("materials", whole.text, service.id, main.best[1], whole.entities)]
    found = [main, *_second(main, base)] if not asked else [main]
    if main is not whole and _is_topic(whole, base) and whole.best[1] >= SURE:
        found.append(whole)
    found += [part for part in asked if part is not main and part.best[1] >= SURE_OF_SECOND]
    found += _beside(found, whole)
    return _distinct(found, whole, base, last_matter)


def _beside(found: list[Reading], whole: Reading) -> list[Reading]:
    """Further aspects of one thing that the words of a message name ("申请要多久交啥"): a reading has one intent."""
    topics = {reading.best[0] for reading in found}
    if not topics & {*ASPECTS, "contact"}:
        return []
    named = [topic for topic, cue in words().beside.items() if topic not in topics and cue.search(whole.text)]
    return [replace(whole, intents=((topic, SURE_OF_SECOND), *whole.intents)) for topic in named]


def _told_service(readings: list[Reading], base: KnowledgeBase) -> str | None:
    """The service that a letter comes back to: what its sentences say of it adds up."""
    shares: dict[str, float] = {}
    for reading in readings:
        for matter, share in reading.matters:
            if matter in base.services:
                shares[matter] = shares.get(matter, 0.0) + share
    best = max(shares, key=lambda matter: shares[matter], default=None)
    return best if best and shares[best] >= SURE else None


def _about_service(whole: Reading, base: KnowledgeBase) -> list[Question]:
    """A message that is plainly about a service, and says no clearer what of it: how it is done, with its card."""
    service = service_of(whole, base)
    if service is None or max(dict(whole.intents).get(name, 0.0) for name in (*TALK, *PROTECTED)) >= LIKELY:
        return []
    return [Question("steps", whole.text, service, whole.best[1], whole.entities)]


def _distinct(found: list[Reading], whole: Reading, base: KnowledgeBase, last_matter: str | None) -> list[Question]:
    """Readings as questions, each once; an aspect without a matter is asked of what was asked of before it."""
    result: dict[tuple[str, str | None], Question] = {}
    for reading in found:
        question = _question(reading, whole, base, last_matter)
        earlier = next(reversed(result.values()), None)
        if reading is not whole and question.matter and earlier and not _names_matter(reading, earlier, base):
            carried = earlier.matter or ("claim" if earlier.topic in CLAIM_TOPICS else question.matter)
            question = replace(question, matter=carried)
        result.setdefault((question.topic, question.matter), question)
        if question.topic in base.silent_topics and (service := service_of(reading, base)):
            # The guides fix nothing on the topic, and much on the service.
            result.setdefault(("who", service), replace(question, topic="who", matter=service))
    return _merged(list(result.values()), base)[:MOST_QUESTIONS]


def _merged(found: list[Question], base: KnowledgeBase) -> list[Question]:
    """Several aspects of one service as one question: its card says ways, time limit and fee in one line."""
    result: list[Question] = []
    for question in found:
        same = [other for other in found if other.matter == question.matter and question.matter in base.services]
        if len(same) < 2 or question.topic not in ASPECTS:
            result.append(question)
            continue
        lead = next((other for other in same if other.topic not in BRIEFED), same[0])
        said = (*BRIEFED, "materials") if lead.topic == "steps" else BRIEFED
        if question is lead:
            result.append(replace(question, brief=True))
        elif question.topic not in said:
            result.append(question)
    return result


def _names_matter(reading: Reading, earlier: Question, base: KnowledgeBase) -> bool:
    """Whether a clause has a matter of its own; after a service, "the money" and "the papers" are the service's."""
    best, share = reading.matters[0] if reading.matters else ("none", 0.0)
    if best in GENERAL_MATTERS and earlier.matter in base.services and not reading.values("matter"):
        return False
    return best != "none" and share >= MATTER_AT


def _main(whole: Reading, asked: list[Reading], base: KnowledgeBase) -> Reading | None:
    """The reading that the answer starts from: the whole message, unless a clause says better what is asked."""
    best = max(asked, key=lambda part: part.best[1], default=None)
    if _is_topic(whole, base) and whole.best[1] >= LIKELY and (best is None or best.best[1] < STATED):
        return whole
    if best is not None:
        return best if best.best[1] >= LIKELY else None
    both = sum(share for _, share in whole.intents[:2])
    return whole if _is_topic(whole, base) and both >= BOTH else None


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


def _asked(part: Reading, base: KnowledgeBase) -> bool:
    """Whether a clause asks something: it looks like a question, or is plainly about a topic."""
    name, confidence = part.best
    return name in base.topics and confidence >= (LIKELY if part.asks else STATED)


def _is_topic(reading: Reading, base: KnowledgeBase) -> bool:
    return reading.best[0] in base.topics


def _question(reading: Reading, whole: Reading, base: KnowledgeBase, last_matter: str | None) -> Question:
    topic, confidence = reading.best
    matter = matter_of(reading, whole, base, last_matter) if topic in ASPECTS else None
    if matter in base.services and words().proxy.search(reading.text):
        topic = "proxy"
    return Question(topic, whole.text, matter, confidence, reading.entities or whole.entities)


def matter_of(reading: Reading, whole: Reading, base: KnowledgeBase, last_matter: str | None) -> str:
    """What an aspect is asked about: named in the clause, else in the message, else what was talked of, else filing."""
    for source in (reading,) if reading is whole else (reading, whole):
        best, confidence = source.matters[0] if source.matters else ("none", 0.0)
        named = [(name, share) for name, share in source.matters if name in source.values("matter")]
        if named and (named[0][1] >= NAMED_AT or confidence < MATTER_AT):
            return named[0][0]
        if confidence >= MATTER_AT and best != "none":
            return best
    return last_matter or "filing"


def service_of(whole: Reading, base: KnowledgeBase) -> str | None:
    """The service that a message is plainly about, whether or not it asks something clear of it."""
    best, confidence = whole.matters[0] if whole.matters else ("none", 0.0)
    return best if best in base.services and confidence >= SURE else None
