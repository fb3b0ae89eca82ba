"""Assess a case: per category one verdict with its reasons, and what is still missing.

`_settle` decides a case in which everything is known. A case with unknowns is decided by trying every way to fill
them: if all ways agree, that is the verdict; if not, the verdict is 待补充 and the unknowns that make the difference
are what to ask. So unknown can never become no, nor yes, whatever the rules say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from actions.eligibility.case import Case
from actions.eligibility.durations import months
from actions.eligibility.rules import CategoryRule, PlaceRules, rules_for
from actions.eligibility.verdict import Verdict
from knowledge.base import KnowledgeBase
from knowledge.model import Category, Mode

# Atoms in the order in which they are asked for.
ORDER = ("away", "referral", "lives_there", "retired", "hukou_moved", "sent_by_employer", "long_enough", "employee",
         "recent_commitment", "has_proof", "papers_pending")  # fmt: skip
# What several atoms mean together.
DERIVED = {"settled": ("retired", "hukou_moved"), "settled_employee": ("retired", "hukou_moved", "employee")}
Atoms = Mapping[str, "bool | None"]


@dataclass(frozen=True)
class Reason:
    """Why: a literal of the case that was met or not (empty when the fact speaks alone), and the fact that asks it."""

    fact: str
    literal: str = ""
    holds: bool = True


@dataclass(frozen=True)
class Decision:
    """The result for one category. `modes` are open or, for what is known, may be; `belongs`: conditions met."""

    category: Category
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    modes: tuple[Mode, ...] = ()
    belongs: bool = False


@dataclass(frozen=True)
class Assessment:
    """Decisions for all categories, the case they were made for, and the day."""

    case: Case
    on: dt.date
    decisions: tuple[Decision, ...]

    def __getitem__(self, category: Category) -> Decision:
        return next(decision for decision in self.decisions if decision.category is category)

    @property
    def leading(self) -> Decision | None:
        """The category that the person is is known to belong to, one that can be filed first; None while open."""
        own = [decision for decision in self.decisions if decision.belongs]
        return next((decision for decision in own if decision.verdict is Verdict.eligible), own[0] if own else None)

    @property
    def best(self) -> Decision | None:
        """The filing to make or, where the place decides, to ask for."""
        if self.missing:
            return None
        if self.leading:
            return self.leading if self.leading.verdict is not Verdict.not_eligible else None
        return next((decision for decision in self.decisions if decision.verdict is Verdict.local), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """What to ask, the most telling first; nothing more than what the person's own category turns on."""
        open_ones = [self.leading] if self.leading else self.decisions
        wanted = {atom for decision in open_ones for atom in decision.missing}
        order = sorted(ORDER, key=lambda atom: atom == "referral" and self.case.lives_there is True)
        return tuple(atom for atom in order if atom in wanted)


def assess(case: Case, base: KnowledgeBase, on: dt.date) -> Assessment:
    """All decisions for a case as of a day; raises NoValueForDate when a rule's fact does not hold then."""
    rules = rules_for(case.insured, base)
    atoms = _atoms(case, rules, base, on)
    decisions = tuple(_decide(category, rules, atoms) for category in rules.categories)
    for decision in decisions:
        for reason in decision.reasons:
            base.value(reason.fact, on)
    return Assessment(case, on, decisions)


def _atoms(case: Case, rules: PlaceRules, base: KnowledgeBase, on: dt.date) -> dict[str, bool | None]:
    atoms: dict[str, bool | None] = {
        name: getattr(case, name)
        for name in (*ORDER, "abroad", "several", "lapsed", "discharged")
        if hasattr(case, name)
    }
    shortest = months(rules.shortest_stay, base, on)
    atoms["long_enough"] = None if case.months_there is None else case.months_there >= shortest
    atoms["recent_commitment"] = _recent(case, months(rules.refile_after, base, on))
    return atoms


def _recent(case: Case, wait: int) -> bool | None:
    """Whether a commitment is younger than the waiting time; None where it was made but nobody said when exactly."""
    least, most = case.months_since_commitment, case.months_since_at_most
    if least is None:
        return None if case.committed and wait else False
    if least >= wait:
        return False
    return True if (most is None or most < wait) else None


def _decide(category: Category, rules: PlaceRules, atoms: Atoms) -> Decision:
    rule = rules.categories[category]
    relevant = _relevant(rules, rule)
    unknown = [name for name in ORDER if name in relevant and atoms[name] is None]
    results = {values: _settle(category, rules, {**atoms, **dict(zip(unknown, values))}) for values in _ways(unknown)}
    found = list(results.values())
    verdicts = {decision.verdict for decision in found}
    modes = tuple(mode for mode in Mode if any(mode in decision.modes for decision in found))
    belongs = all(decision.belongs for decision in found)
    if len(verdicts) == 1:
        closest = next((decision for decision in found if decision.belongs), found[0])
        reasons = tuple(reason for reason in closest.reasons if all(reason in other.reasons for other in found))
        return Decision(category, verdicts.pop(), reasons or closest.reasons, (), modes, belongs)
    missing = tuple(name for place, name in enumerate(unknown) if _tells(place, results))
    return Decision(category, Verdict.needs_detail, (), missing, modes, belongs)


def _ways(unknown: list[str]) -> Iterator[tuple[bool, ...]]:
    return product((True, False), repeat=len(unknown))


def _tells(place: int, results: Mapping[tuple[bool, ...], Decision]) -> bool:
    """Whether the unknown at this place changes the verdict in some way to fill the others."""
    return any(
        values[place] and results[values[:place] + (False,) + values[place + 1 :]].verdict is not decision.verdict
        for values, decision in results.items()
    )


def _relevant(rules: PlaceRules, rule: CategoryRule) -> set[str]:
    literals = [consequence.when for consequence in (*rules.first, *rule.then)]
    literals += [*rule.needs, *(literal for mode in rule.modes.values() for literal in mode.needs)]
    names = {literal.removeprefix("not ") for literal in literals}
    return names.union(*(parts for name, parts in DERIVED.items() if name in names))


def _settle(category: Category, rules: PlaceRules, atoms: Mapping[str, bool | None]) -> Decision:
    """The decision when everything that matters is known."""
    rule = rules.categories[category]
    for consequence in rules.first:
        if _holds(consequence.when, atoms):
            return Decision(category, consequence.verdict, (Reason(consequence.fact, consequence.when),))
    failed = tuple(Reason(rule.fact, literal, holds=False) for literal in rule.needs if not _holds(literal, atoms))
    if failed:
        return Decision(category, Verdict.not_eligible, failed)
    for consequence in rule.then:
        if _holds(consequence.when, atoms):
            return Decision(category, consequence.verdict, (Reason(consequence.fact, consequence.when),), belongs=True)
    met = tuple(Reason(rule.fact, literal) for literal in rule.needs) or (Reason(rule.fact),)
    return _by_mode(category, rule, atoms, met)


def _by_mode(category: Category, rule: CategoryRule, atoms: Atoms, met: tuple[Reason, ...]) -> Decision:
    modes = tuple(name for name, mode in rule.modes.items() if all(_holds(literal, atoms) for literal in mode.needs))
    if modes:
        return Decision(category, Verdict.eligible, met, (), modes, belongs=True)
    assert rule.no_mode is not None, f"{category.value}: every mode can be closed, so `no_mode` is needed"
    reasons = (*met, Reason(rule.no_mode.fact, rule.no_mode.when))
    return Decision(category, rule.no_mode.verdict, reasons, belongs=True)


def _holds(literal: str, atoms: Atoms) -> bool:
    if literal == "always":
        return True
    name = literal.removeprefix("not ")
    value = all(atoms[part] for part in DERIVED.get(name, (name,)))
    return value != literal.startswith("not ")
