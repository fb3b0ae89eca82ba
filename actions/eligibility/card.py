"""The card: what an assessment means for the citizen, as one Answer made of facts.

It says category, mode, what to bring, each way to file, time, validity, settlement, what to watch, and which change of
the case would change the result.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from actions.answering.answer import Answer, Choice, Line, Section, Status
from actions.answering.compose import Composer
from actions.answering.copy import copy
from actions.answering.select import select
from actions.eligibility.assess import Assessment, assess
from actions.eligibility.verdict import Verdict
from actions.situation import Situation
from knowledge.errors import NoValueForDate
from knowledge.model import Category, Fact, Kind, Mode

SETTLEMENT = ("ratio", "local_use", "catalogue")
# What to do without any filing, and what to mind, by sign of the situation.
BY_SIGN = {"emergency": "emergency_claim", "student": "student", "pregnant": "maternity"}
FLIPS = ("hukou_moved", "sent_by_employer", "referral", "several", "lives_there", "has_proof")
MOST_FLIPS = 2
STATUS = {
    Verdict.eligible: Status.answered,
    Verdict.not_eligible: Status.answered,
    Verdict.local: Status.partly_answered,
    Verdict.needs_detail: Status.needs_detail,
}


class Cards:
    """Makes cards with the composer's knowledge, sources and place."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._base = composer.base
        self._words = copy("eligibility")

    def card(self, assessment: Assessment, situation: Situation, choices: tuple[Choice, ...] = ()) -> Answer:
        """One complete Answer; every line that a document says names its fact."""
        best = assessment.best
        verdict = overall(assessment)
        head = Section(self._words["titles"]["verdict"], tuple(self._verdict(assessment, verdict, situation)))
        sections = [head, *self._without_filing(situation)]
        if best and verdict is Verdict.eligible:
            sections += self.how(best.category, best.modes, situation)
        flips = tuple(Line(text) for text in self.otherwise(assessment))
        if flips:
            sections.append(Section(self._words["titles"]["otherwise"], flips))
        return self._answer(verdict, [section for section in sections if section.lines], situation, choices)

    def otherwise(self, assessment: Assessment) -> list[str]:
        """What would change the result, or settle an open one: sentences for single changes of the case."""
        now, open_now = outcome(assessment), assessment.missing
        changes = [(open_now[0], value) for value in (True, False)] if open_now else []
        changes += [(name, not known) for name in FLIPS if (known := getattr(assessment.case, name)) is not None]
        found = []
        for name, value in changes:
            other = self._changed(assessment, name, value)
            if outcome(other) == now or overall(other) is Verdict.needs_detail:
                continue
            flip = self._words["flips"][name][str(value).lower()]
            found.append(self._words["lines"]["otherwise"].format(flip=flip, outcome=self._then(other)))
        return found[:MOST_FLIPS]

    def _changed(self, assessment: Assessment, name: str, value: bool) -> Assessment:
        change = {"months_there": 999 if value else 0} if name == "long_enough" else {name: value}
        return assess(dataclasses.replace(assessment.case, **change), self._base, assessment.on)

    def _verdict(self, assessment: Assessment, verdict: Verdict, situation: Situation) -> Iterable[Line]:
        lines, best = self._words["lines"], assessment.best
        if verdict is Verdict.eligible and best:
            modes = [self._words["modes"][mode.value] for mode in best.modes]
            template = lines["eligible" if len(modes) > 1 else "eligible_one"]
            text = template.format(category=self._name(best.category), modes=self._words["modes_or"].join(modes))
            yield Line(text, best.reasons[0].fact)
        elif verdict is Verdict.needs_detail:
            missing = "、".join(self._words["missing"][name] for name in assessment.missing)
            yield Line(lines["needs_detail"].format(missing=missing))
        else:
            for fact in self._reasons(assessment, verdict):
                yield Line(lines[verdict.value].format(reason=self._sentence(fact, situation)), fact.id)
        if situation.insured_place is None:
            yield Line(lines["assumed"].format(place=self._base.places[situation.place].name))

    def _reasons(self, assessment: Assessment, verdict: Verdict) -> list[Fact]:
        """The fact to give as reason: of the category that came closest, the one with the fewest conditions failed."""
        decided = [decision for decision in assessment.decisions if decision.verdict is verdict]
        decided = [decision for decision in decided if decision.belongs] or decided
        closest = min(decided, key=lambda decision: sum(not reason.holds for reason in decision.reasons))
        last = closest.reasons[-1].fact
        return [self._base.facts[last]]

    def _without_filing(self, situation: Situation) -> Iterable[Section]:
        for sign, topic in BY_SIGN.items():
            if situation.has(sign):
                title = self._base.topics[topic].title
                yield Section(title, tuple(self._lines(topic, situation)[:2]))
        if situation.has("inbound") and situation.care_place:
            there = Situation(situation.care_place)
            yield Section(self._base.topics["inbound"].title, tuple(self._lines("inbound", there)[:3]))

    def how(self, category: Category, modes: tuple[Mode, ...], situation: Situation) -> Iterable[Section]:
        """How to file: what to bring, where, how long it takes and lasts, what follows, what to mind."""
        titles = self._words["titles"]
        case = dataclasses.replace(situation, category=category.value, mode=None, channel=None)
        one = dataclasses.replace(case, mode=modes[0].value) if len(modes) == 1 else case
        yield Section(titles["materials"], tuple(self._materials(modes, case)))
        yield Section(titles["channels"], tuple(self._lines("channels", case)))
        for topic in ("time_limit", "validity"):
            yield Section(titles[topic], tuple(self._lines(topic, one)))
        yield Section(titles["settlement"], tuple(line for t in SETTLEMENT for line in self._lines(t, case)[:2]))
        yield Section(titles["watch"], tuple(self._lines("change_cancel", one)))

    def _materials(self, modes: tuple[Mode, ...], case: Situation) -> Iterable[Line]:
        """What to bring, in each mode that is open; the same line once."""
        found: dict[str, Line] = {}
        for mode in modes:
            for line in self._lines("materials", dataclasses.replace(case, mode=mode.value)):
                found.setdefault(line.fact, line)
        return found.values()

    def _lines(self, topic: str, case: Situation) -> list[Line]:
        """Core facts of a topic for the case; gaps only when there is nothing else."""
        try:
            facts = select(self._base, topic, case, "", self._composer.today).facts
        except NoValueForDate:
            return []
        said = [fact for fact in facts if fact.kind is not Kind.gap] or list(facts[:1])
        return [
            Line(self._sentence(fact, case), fact.id, items=(fact.value.items or ()) if fact.value else ())
            for fact in said
        ]

    def _sentence(self, fact: Fact, situation: Situation) -> str:
        return fact.sentence.replace("{hotline}", self._base.places.hotline(situation.place))

    def _name(self, category: Category) -> str:
        return str(self._words["categories"][category.value])

    def _then(self, other: Assessment) -> str:
        lines, verdict = self._words["lines"], overall(other)
        if verdict is Verdict.eligible and other.best:
            return str(lines["then_category"]).format(category=self._name(other.best.category))
        names = {Verdict.local: "then_local", Verdict.not_eligible: "then_none", Verdict.needs_detail: "then_open"}
        return str(lines[names[verdict]])

    def _answer(
        self, verdict: Verdict, sections: list[Section], situation: Situation, choices: tuple[Choice, ...]
    ) -> Answer:
        facts = [self._base.facts[line.fact] for section in sections for line in section.lines if line.fact]
        sources = self._composer.references(source for fact in facts for source in fact.sources)
        cited = "；".join(f"{ref.short}{'、'.join(ref.clauses)}" for ref in sources)
        parts = [f"【{section.title}】" + "".join(line.text for line in section.lines) for section in sections]
        text = "\n".join([*parts, copy("answers")["sources"].format(sources=cited)] if cited else parts)
        place = self._composer.place(situation)
        return Answer(
            "eligibility", STATUS[verdict], text, tuple(sections), sources, place, self._composer.today, choices
        )


def overall(assessment: Assessment) -> Verdict:
    """The result over all categories: what is open, else that of the person's own category, else of any."""
    if assessment.missing:
        return Verdict.needs_detail
    return assessment.best.verdict if assessment.best else Verdict.not_eligible


def outcome(assessment: Assessment) -> tuple[Verdict, Category | None]:
    """What a change of the case may change."""
    return overall(assessment), assessment.best.category if assessment.best else None
