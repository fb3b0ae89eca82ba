"""The card: what an assessment means for the citizen, as one Answer made of facts.

It says category, mode, what to bring, each way to file, time, validity, settlement, what to watch, and which change of
the case would change the result. To be read at one glance, it says facts in their short form (knowledge/copy/card.yml).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from actions.answering.answer import Answer, Choice, Line, Section, SourceRef, Status
from actions.answering.compose import MOST_CLAUSES, Composer
from actions.answering.copy import copy
from actions.answering.layout import MAX_CHARS
from actions.answering.select import select
from actions.eligibility.assess import Assessment, Decision
from actions.eligibility.durations import last_day, months
from actions.eligibility.otherwise import changes, overall
from actions.eligibility.rules import rules_for
from actions.eligibility.verdict import Verdict
from actions.situation import Situation
from knowledge.errors import NoValueForDate
from knowledge.model import Category, Fact, Kind, Mode

SETTLEMENT = {"ratio": 2, "local_use": 1, "catalogue": 2}  # topics, and how many facts of each
# What to do without any filing, and what to mind, by sign of the situation.
BY_SIGN = {"emergency": "emergency_claim", "student": "student", "pregnant": "maternity"}
PROXY_LINES = 1
AT_HOME = "not away"  # the literal of the rules for whoever stays in the city of insurance
TRIPS = ("in_province", "cross_province", "in_city")
STATUS = {
    Verdict.eligible: Status.answered,
    Verdict.not_eligible: Status.answered,
    Verdict.local: Status.partly_answered,
    Verdict.needs_detail: Status.needs_detail,
}


class Cards:
    """Makes cards with the composer's knowledge, sources and place; `brief` false gives facts in full."""

    def __init__(self, composer: Composer, brief: bool = True) -> None:
        self._composer = composer
        self._base = composer.base
        self._words = copy("eligibility")
        self._short: dict[str, str] = copy("card") if brief else {}

    def card(self, assessment: Assessment, situation: Situation, choices: tuple[Choice, ...] = ()) -> Answer:
        """One complete Answer; every line that a document says names its fact."""
        best, verdict = assessment.best, overall(assessment)
        head = Section("", tuple(self._verdict(assessment, verdict, situation)))
        sections = [head, *self._without_filing(situation)]
        if best and verdict is Verdict.eligible:
            sections += self.how(best.category, best.modes, situation)
        if situation.tells("whom"):
            sections.append(
                Section(self._words["titles"]["proxy"], tuple(self._lines("proxy", situation)[:PROXY_LINES]))
            )
        flips = tuple(Line(text) for text in self._otherwise(assessment))
        if flips:
            sections.append(Section(self._words["titles"]["otherwise"], flips))
        return self._answer(verdict, [section for section in sections if section.lines], situation, choices)

    def _otherwise(self, assessment: Assessment) -> Iterable[str]:
        for name, value, other in changes(assessment, self._base):
            flip = self._words["flips"][name][str(value).lower()]
            yield self._words["lines"]["otherwise"].format(flip=flip, outcome=self._then(other))

    def _verdict(self, assessment: Assessment, verdict: Verdict, situation: Situation) -> Iterable[Line]:
        lines, best = self._words["lines"], assessment.best
        if verdict is Verdict.eligible and best:
            modes = [self._words["modes"][mode.value] for mode in best.modes]
            template = lines["eligible" if len(modes) > 1 else "eligible_one"]
            text = template.format(
                who=situation.tells("whom") or self._words["who"],
                category=self._name(best.category), modes=self._words["modes_or"].join(modes),
            )  # fmt: skip
            yield Line(text, best.reasons[0].fact)
            yield from (self._line(fact, situation) for fact in self._barred(assessment, best))
        elif verdict is Verdict.needs_detail:
            missing = "、".join(self._words["missing"][name] for name in assessment.missing)
            yield Line(lines["needs_detail"].format(missing=missing))
        else:
            yield self._reason(assessment, verdict, situation)
        if situation.insured_place is None:
            yield Line(lines["assumed"].format(place=self._base.places[situation.place].name))

    def _barred(self, assessment: Assessment, best: Decision) -> Iterable[Fact]:
        """Why a way to file is not open to this person."""
        rule = rules_for(assessment.case.insured, self._base).categories[best.category]
        closed = [mode.closed for name, mode in rule.modes.items() if mode.closed and name not in best.modes]
        if rule.barred:
            closed.append(rule.barred)
        if assessment.case.has_proof is not False:  # without proof the commitment was not closed
            return [self._base.facts[fact] for fact in closed]
        return []

    def _reason(self, assessment: Assessment, verdict: Verdict, situation: Situation) -> Line:
        """What stands in the way of the category that came closest, and the fact that says so."""
        decided = [decision for decision in assessment.decisions if decision.verdict is verdict]
        decided = [decision for decision in decided if decision.belongs] or decided
        rules = rules_for(assessment.case.insured, self._base).categories

        def distance(decision: Decision) -> tuple[int, int]:
            return sum(not reason.holds for reason in decision.reasons), -len(rules[decision.category].needs)

        last = min(decided, key=distance).reasons[-1]
        fact = self._base.facts[last.fact]
        words = self._words["lines"]
        lacking = self._words["lacking"].get(last.literal) if verdict is Verdict.not_eligible else None
        needless = verdict is Verdict.not_eligible and last.literal == AT_HOME
        template = words["lacking"] if lacking else words["not_needed" if needless else verdict.value]
        said = self._words["reasons"].get(fact.id) or self._full(fact, situation)
        return Line(template.format(reason=said, lacking=lacking), fact.id)

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
        yield Section(titles["after"], tuple(self._after(category, modes, situation)))
        yield Section(titles["channels"], tuple(self._lines("channels", case)))
        for topic in ("time_limit", "validity"):
            yield Section(titles[topic], tuple(self._lines(topic, one)))
        yield Section(
            titles["settlement"], tuple(line for t, most in SETTLEMENT.items() for line in self._lines(t, case)[:most])
        )
        yield Section(titles["watch"], tuple(self._lines("change_cancel", one)))

    def _materials(self, modes: tuple[Mode, ...], case: Situation) -> Iterable[Line]:
        """What to bring, in each mode that is open; the same line once."""
        found: dict[str, Line] = {}
        for mode in modes:
            for line in self._lines("materials", dataclasses.replace(case, mode=mode.value)):
                found.setdefault(line.fact, line)
        return found.values()

    def _after(self, category: Category, modes: tuple[Mode, ...], situation: Situation) -> Iterable[Line]:
        """What a way to file obliges to afterwards, and until which day if it is gone today."""
        today, rule = self._composer.today, rules_for(situation.place, self._base).categories[category]
        for way in (rule.modes[mode] for mode in modes):
            for fact in (self._base.facts[name] for name in way.after):
                yield self._line(fact, situation)
                if fact.id == way.due:
                    day = last_day(today, months(fact.id, self._base, today))
                    yield Line(self._words["lines"]["due"].format(year=day.year, month=day.month, day=day.day), fact.id)

    def _lines(self, topic: str, case: Situation) -> list[Line]:
        """Core facts of a topic for the case that are of use to this person; a gap only when no rule is there."""
        try:
            facts = select(self._base, topic, case, "", self._composer.today).facts
        except NoValueForDate:
            return []
        facts = tuple(fact for fact in facts if self._suits(fact, case))
        said = [fact for fact in facts if fact.kind is not Kind.gap]
        if all(fact.kind is Kind.note for fact in said):
            said = [*said, *[fact for fact in facts if fact.kind is Kind.gap][:1]]
        return [self._line(fact, case) for fact in said]

    def _suits(self, fact: Fact, case: Situation) -> bool:
        if fact.id in self._words["not_on_card"]:
            return False
        wanted = self._words["suits"].get(fact.id)
        place = self._base.places[case.insured_place] if case.insured_place else None
        known = (case.trip_between(self._base.places), place.id if place and place.level == "district" else None)
        return wanted is None or wanted in known or not any(known[:1] if wanted in TRIPS else known[1:])

    def _line(self, fact: Fact, situation: Situation) -> Line:
        items = (fact.value.items or ()) if fact.value else ()
        short = self._short.get(fact.id)
        text = short.replace("{hotline}", self._hotline(situation)) + "。" if short else self._full(fact, situation)
        return Line(text, fact.id, items=items)

    def _full(self, fact: Fact, situation: Situation) -> str:
        sentence = fact.sentence.replace("{hotline}", self._hotline(situation))
        return re.sub(self._words["bare"], "", sentence)  # "能。" answers a question that nobody put here

    def _hotline(self, situation: Situation) -> str:
        return self._base.places.hotline(situation.place)

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
        sections = self._fitting(sections)
        sources = self._sources(sections)
        text = self._text(sections)
        place = self._composer.place(situation)
        return Answer(
            "eligibility", STATUS[verdict], text, tuple(sections), sources, place, self._composer.today, choices
        )

    def _fitting(self, sections: list[Section]) -> list[Section]:
        """Leave out the last lines of the sections that can spare some, until the card can be read at one glance."""
        spare = {self._words["titles"][name]: least for name, least in self._words["keep"].items()}
        spare |= {self._base.topics[topic].title: 1 for topic in BY_SIGN.values()}
        while len(self._text(sections)) > MAX_CHARS:
            longest = max(sections, key=lambda section: len(section.lines) - spare.get(section.title, MAX_CHARS))
            if len(longest.lines) <= spare.get(longest.title, MAX_CHARS):
                break
            shorter = dataclasses.replace(longest, lines=longest.lines[:-1])
            sections = [shorter if section is longest else section for section in sections]
        return sections

    def _sources(self, sections: list[Section]) -> tuple[SourceRef, ...]:
        facts = [self._base.facts[line.fact] for section in sections for line in section.lines if line.fact]
        return self._composer.references(source for fact in facts for source in fact.sources)

    def _text(self, sections: list[Section]) -> str:
        """The whole card; where room is short, each document is cited with its first clauses (`sources` has all)."""
        body = "\n".join(_said(section) for section in sections)
        sources = self._sources(sections)
        if not sources:
            return body
        for most in (None, MOST_CLAUSES):
            cited = "；".join(f"{ref.short}{'、'.join(ref.clauses[:most])}" for ref in sources)
            text = f"{body}\n{copy('answers')['sources'].format(sources=cited)}"
            if len(text) <= MAX_CHARS:
                break
        return text


def _said(section: Section) -> str:
    """A section as text: its lines are short and belong together, so semicolons part them."""
    if not section.title:
        return "".join(line.text for line in section.lines)
    return f"【{section.title}】" + "；".join(line.text.rstrip("。") for line in section.lines) + "。"
