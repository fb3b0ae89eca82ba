"""Retention: erase what is due, and prove it.

A capability says in a `Rule` which of its rows are due. Every run writes into `purge_run` what it erased and how much
was left over after it, which has to be nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from actions.database import Database
from actions.records.tables import purge_run, vault_session, wrong_look_up
from actions.records.vault import utc_now

WRONG_LOOK_UPS = dt.timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """Which rows of a table are due at a moment. They are deleted or, with `blank`, lose those columns only."""

    what: str
    table: sa.Table
    due: Callable[[dt.datetime], Any]
    blank: Mapping[str, None] | None = None


@dataclass(frozen=True)
class Report:
    """What one rule did in a run; `left_over` was counted after it."""

    what: str
    erased: int
    left_over: int


RULES = (
    Rule("vault", vault_session, lambda now: vault_session.c.expires_at <= now),
    Rule("wrong look-ups", wrong_look_up, lambda now: wrong_look_up.c.last_at <= now - WRONG_LOOK_UPS),
)


def purge(database: Database, rules: Sequence[Rule], now: dt.datetime | None = None) -> list[Report]:
    """Erase all that is due, in one transaction; returns what was done, which is recorded as well."""
    now = now or utc_now()
    reports = []
    with database.write() as connection:
        for rule in rules:
            due = rule.due(now)
            erase = rule.table.update().values(**rule.blank) if rule.blank else rule.table.delete()
            erased = connection.execute(erase.where(due)).rowcount
            count = sa.select(sa.func.count()).select_from(rule.table).where(due)
            reports.append(Report(rule.what, erased, connection.execute(count).scalar_one()))
        for report in reports:
            connection.execute(purge_run.insert().values(at=now, **vars(report)))
    _empty_log(database)
    return reports


def _empty_log(database: Database) -> None:
    """SQLite keeps old pages in its write-ahead log until that is emptied."""
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
