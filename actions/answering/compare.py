"""Side-by-side answers: the same question for two places, two categories, or two services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from actions.answering import second_opinion
from actions.answering.answer import Answer, Line, Section, Status
from actions.answering.compose import Composer
from actions.answering.copy import copy
from actions.answering.layout import MAX_CHARS
from actions.answering.matter import service_of
from actions.answering.reading import ASPECTS, LIKELY, Question, Reading
from actions.situation import LONG_TERM, Situation
from knowledge.vocabulary import A_LETTER, words

MOST_SUBJECTS = 4
MOST_TOPICS = 2
OF_TRIPS = ("catalogue",)  # All that differs, whatever of a trip is asked.
ENOUGH = 0.3  # Of the likelihood that "compare" leaves over.
MANY_QUESTIONS = 3
LETTER_LENGTH = 60  # Below it many clauses are a list, not a letter.
LEAST_REST = 0.01  # Below it the rankings are rounding.
WEIGHED_OF_CATEGORIES = ("ratio", "materials", "validity")  # What people weigh when they compare two categories.
# And when they compare papers with a commitment, or the ways to file.
WEIGHED = {"mode": ("materials", "change_cancel"), "channel": ("time_limit",)}
# What is paid back is two services, if both kinds of care are named beside it.
CLAIMS = {"outpatient": "outpatient_claim", "inpatient": "inpatient_claim"}
# Title, case, matter, and what people weigh.
Subject = tuple[str, Situation, str | None, tuple[str, ...]]


def comparison(composer: Composer, readings: list[Reading], situation: Situation, last: str | None) -> Answer | None:
    """A comparison, if the message asks for one and names at least two subjects; else None."""
    many = len(readings[0].text) >= LETTER_LENGTH and len(readings) > A_LETTER
    if many and sum(part.asks for part in readings[1:]) >= MANY_QUESTIONS:
        return None  # Each is answered for itself.
    whole = _comparing(readings)
    asked = bool(words().compare.search(whole.text)) or whole.best[0] == "compare"
    if not asked and not words().both.search(whole.text):
        return None
    subjects = _subjects(composer, whole, situation, asked)
    if not subjects:  # A clause that compares may have named in the story what it compares.
        whole, subjects = readings[0], list(_categories(composer, readings[0], situation))
    subjects = subjects[:MOST_SUBJECTS]
    if len(subjects) < 2:
        return None
    topics = _topics(composer, readings, whole.text, situation, last, weighed=subjects[0][3])
    room = (MAX_CHARS - 80) // (len(subjects) * len(topics))
    sources = []
    columns: list[list[Line]] = []
    for _, case, matter, _ in subjects:
        drafts = [composer.draft(Question(topic, whole.text, matter), case) for topic in topics]
        sources += [source for draft in drafts for source in draft.sources]
        columns.append([line for draft in drafts for section in draft.sections for line in section.lines])
    sections = _side_by_side([title for title, *_ in subjects], columns, room * len(topics))
    parts = [str(copy("answers")["compare_head"])]
    parts += [f"【{section.title}】" + "".join(line.text for line in section.lines) for section in sections]
    refs = composer.references(sources)
    cited = str(copy("answers")["sources"]).format(
        sources="；".join(f"{ref.short}{'、'.join(ref.clauses[:3])}" for ref in refs)
    )
    choices = tuple(composer.choice(topic) for topic in topics)
    text = "\n".join([*parts, cited])
    return Answer(
        "compare", Status.answered, text, tuple(sections), refs, composer.place(situation), composer.today, choices
    )


def _side_by_side(titles: list[str], columns: list[list[Line]], room: int) -> list[Section]:
    """What differs under each title, then what is the same for all, said once."""
    same = [line for line in columns[0] if all(line.text in [other.text for other in own] for own in columns[1:])]
    shared = {line.text for line in same}
    own = [[line for line in column if line.text not in shared] for column in columns]
    sections = [Section(title, tuple(_within(lines, room))) for title, lines in zip(titles, own) if lines]
    left = room * len(titles) - sum(len(line.text) for section in sections for line in section.lines)
    return [*sections, Section(copy("answers")["compare_same"], tuple(_within(same, left)))] if same else sections


def _within(lines: list[Line], room: int) -> list[Line]:
    """The first lines that fit, at least one."""
    kept: list[Line] = []
    for line in lines:
        if kept and sum(len(k.text) for k in kept) + len(line.text) > room:
            break
        kept.append(line)
    return kept


def _subjects(composer: Composer, whole: Reading, situation: Situation, places: bool) -> list[Subject]:
    """What the message sets side by side: trips, else places, services, ways or modes, categories; else nothing."""
    for kind in (_trips, *((_places,) if places else ()), _services, _ways, _categories):
        if len(found := list(kind(composer, whole, situation))) >= 2:
            return found
    return []


def _trips(_: Composer, whole: Reading, situation: Situation) -> Iterator[Subject]:
    for trip in whole.values("trip"):
        yield copy("answers")["trips"][trip], replace(situation, trip=trip, care_place=None), None, OF_TRIPS


def _places(composer: Composer, whole: Reading, situation: Situation) -> Iterator[Subject]:
    base = composer.base
    places = {base.rule_place(place): place for place in whole.values("place") if base.rule_place(place) != "china"}
    for place in places.values():
        at_home = replace(situation, insured_place=place, care_place=None)
        yield base.places[place].name, at_home, next(iter(whole.values("matter")), None), ()


def _services(composer: Composer, whole: Reading, situation: Situation) -> Iterator[Subject]:
    services = composer.base.services
    matters = [matter for matter in whole.values("matter") if matter in services]
    if len(matters) == 1:  # One is named, and the other one read.
        matters += [name for name, share in whole.matters[:1] if name in services and share >= ENOUGH]
        matters = list(dict.fromkeys(matters))
    if len(matters) < 2 and words().bill.search(whole.text):
        matters = [claim for sign, claim in CLAIMS.items() if sign in whole.values("sign")]
    for matter in matters:
        yield services[matter].name, situation, matter, ()


def _ways(composer: Composer, whole: Reading, situation: Situation) -> Iterator[Subject]:
    """Ways or modes of filing, that is of no service."""
    if service_of(whole, composer.base):
        return
    for kind, weighed in WEIGHED.items():
        titles = copy("answers")[f"{kind}s"]
        said = [value for value in whole.values(kind) if value in titles]
        if said == ["commitment"] and words().papers.search(whole.text):
            said.append("documents")
        if len(said) >= 2:
            for value in said:
                case: dict[str, Any] = {kind: value}
                yield str(titles[value]), replace(situation, **case), None, weighed
            return


def _categories(_: Composer, whole: Reading, situation: Situation) -> Iterator[Subject]:
    categories = whole.values("category")
    referred = categories == ["referral"] or (not categories and words().referred.search(whole.text))
    if referred and words().by_oneself.search(whole.text):
        categories = ["referral", "temporary"]
    if categories and whole.values("group"):
        categories.append(LONG_TERM[1])
    for category in categories:
        name = str(copy("answers")["categories"][category])
        yield name, replace(situation, category=category, group=None), None, WEIGHED_OF_CATEGORIES


def _comparing(readings: list[Reading]) -> Reading:
    """The reading that compares: of a letter only the clause that does, since the rest tells a story."""
    whole, parts = readings[0], readings[1:]
    if len(parts) < A_LETTER or whole.best[0] == "compare":
        return whole
    found = next((part for part in parts if part.asks and words().compare.search(part.text)), None)
    if len(whole.text) < LETTER_LENGTH or found is None:
        return whole if found else whole.without("compare")
    insured = tuple(e for e in whole.entities if e["entity"] == "place" and e.get("role") == "insured")
    return found if found.values("place") else replace(found, entities=(*found.entities, *insured))


def _topics(
    composer: Composer,
    readings: list[Reading],
    asking: str,
    situation: Situation,
    last: str | None,
    weighed: tuple[str, ...],
) -> list[str]:
    """The topic compared: the one its words name, else the best one read beside `compare`, else the last one."""
    cues = [topic for topic, cue in words().aspects.items() if cue.search(asking)]
    if weighed == OF_TRIPS:
        return list(dict.fromkeys((*cues[:1], *weighed)))
    if cues:
        return cues[:MOST_TOPICS]
    scores: dict[str, float] = {}
    for reading in (readings[0], *(part for part in readings[1:] if part.asks)):
        rest = max(1.0 - reading.share("compare"), LEAST_REST)
        for name, confidence in reading.intents:
            if name in composer.base.topics:
                scores[name] = confidence / rest + scores.get(name, 0.0)
    best = max(scores, key=lambda key: scores[key], default=None)
    if best and scores[best] >= (LIKELY if weighed else ENOUGH):
        return [best]
    if weighed:
        return list(weighed)
    if "commitment" in readings[0].values("mode"):
        return ["commitment"]
    found = second_opinion.look(readings[0].text, situation.place)
    near = [hit.topic for hit in found.hits if hit.topic in composer.base.topics] if found else []
    return [last or (near or ASPECTS)[0]]
