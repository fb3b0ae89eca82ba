"""After filing: whether a filing can be changed, cancelled, or renewed now, by the rules of its place.

The rules are decision tables in knowledge/aftercare/*.yml, first match wins. What a table asks and nobody knows is
filled in every way, as in `assess`: only what all ways agree on is said.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import product
from pathlib import Path

import knowledge
from actions.eligibility.durations import add_months, months
from actions.eligibility.verdict import Verdict
from knowledge.base import KnowledgeBase
from knowledge.model import Category, Mode, Model
from knowledge.reading import build, read_yaml

FOLDER = Path(knowledge.__file__).parent / "aftercare"


class Wish(str, Enum):
    """What a citizen wants to do with a filing."""

    change = "change"
    cancel = "cancel"
    renew = "renew"


class Row(Model):
    """One row of a table: empty conditions hold always; `early` is within the waiting time, `urgent` in hospital."""

    wish: tuple[Wish, ...] = ()
    category: tuple[Category, ...] = ()
    mode: tuple[Mode, ...] = ()
    early: bool | None = None
    urgent: bool | None = None
    verdict: Verdict
    facts: tuple[str, ...]


class Table(Model):
    """Rules of a place; `wait` names the fact with the waiting time in months."""

    place: str
    wait: str = ""
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Filed:
    """What is known of the filing in question."""

    insured: str
    category: Category
    mode: Mode | None = None
    filed_on: dt.date | None = None
    urgent: bool | None = None


@dataclass(frozen=True)
class Outcome:
    """The result, the ids of the facts that say so, what is still missing, and the first day on which it will do.

    `waited` tells that it is possible because the waiting time is over.
    """

    verdict: Verdict
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    possible_from: dt.date | None = None
    waited: bool = False


def decide(wish: Wish, filed: Filed, base: KnowledgeBase, on: dt.date) -> Outcome:
    """Whether the wish can be fulfilled on a day."""
    table = _table(filed.insured, base)
    waits = months(table.wait, base, on)
    until = add_months(filed.filed_on, waits) if filed.filed_on else None
    early = None if until is None else on < until
    unknowns = {"mode": tuple(Mode), "early": (True, False), "urgent": (True, False)}
    known = {"mode": filed.mode, "early": early if waits else False, "urgent": filed.urgent}
    open_ones = [name for name, value in known.items() if value is None]
    rows: dict[tuple[object, ...], Row] = {
        values: _match(table, wish, filed.category, {**known, **dict(zip(open_ones, values, strict=True))})
        for values in product(*(unknowns[name] for name in open_ones))
    }
    found = list(rows.values())
    if len({row.verdict for row in found}) > 1:
        missing = tuple(name for name in open_ones if _differs(name, open_ones, rows))
        return Outcome(Verdict.needs_detail, (), missing)
    facts = tuple(dict.fromkeys(fact for row in found for fact in row.facts))
    for fact in facts:
        base.value(fact, on)
    verdict = found[0].verdict
    possible_from = until if verdict is Verdict.not_eligible and early else None
    waited = verdict is Verdict.eligible and all(row.early is False for row in found)
    return Outcome(verdict, facts, (), possible_from, waited)


def _match(table: Table, wish: Wish, category: Category, known: dict[str, object]) -> Row:
    for row in table.rows:
        wanted: tuple[tuple[tuple[object, ...], object], ...] = (
            (row.wish, wish),
            (row.category, category),
            (row.mode, known["mode"]),
            (() if row.early is None else (row.early,), known["early"]),
            (() if row.urgent is None else (row.urgent,), known["urgent"]),
        )
        if all(not options or value in options for options, value in wanted):
            return row
    raise LookupError(f"{table.place}: no row for {wish.value}, {category.value}")


def _differs(name: str, names: list[str], rows: dict[tuple[object, ...], Row]) -> bool:
    place = names.index(name)
    by_rest: dict[tuple[object, ...], set[Verdict]] = {}
    for values, row in rows.items():
        by_rest.setdefault((*values[:place], *values[place + 1 :]), set()).add(row.verdict)
    return any(len(verdicts) > 1 for verdicts in by_rest.values())


@lru_cache(maxsize=1)
def tables() -> dict[str, Table]:
    """Tables by place."""
    found = [build(Table, read_yaml(path), path) for path in sorted(FOLDER.glob("*.yml"))]
    return {table.place: table for table in found}


def _table(place: str, base: KnowledgeBase) -> Table:
    return next(tables()[found.id] for found in base.places.chain(place) if found.id in tables())
