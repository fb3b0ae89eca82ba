"""Look up a filing by receipt number and last four characters of the ID number; guessing is stopped after ten tries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.database import Database, insert_if_new
from actions.filing.errors import Code, FilingError
from actions.filing.model import Filing
from actions.filing.repository import Repository
from actions.records.keys import Keyring
from actions.records.tables import wrong_look_up
from actions.records.vault import utc_now

MOST_FAILURES = 10
LOCKED_FOR = dt.timedelta(hours=1)


class LookUp:
    """Counts wrong look-ups for the asking conversation and for the receipt asked about; either may lock."""

    def __init__(
        self, database: Database, keys: Keyring, repository: Repository, now: Callable[[], dt.datetime] = utc_now
    ) -> None:
        self._database = database
        self._keys = keys
        self._repository = repository
        self._now = now

    def find(self, conversation: str, receipt: str | None, last_four: str) -> Filing:
        """The filing; raises FilingError `not_found` (without telling which part is wrong) or `locked`.

        `receipt` None stands for a number that cannot be genuine; it counts as a wrong look-up as well.
        """
        subjects = [self._keys.fingerprint(conversation, "look-up by")]
        if receipt:
            subjects.append(self._keys.fingerprint(receipt, "look-up of"))
        with self._database.write() as connection:
            # Counted before it is looked at, and locked while it is counted: many tries at once are no more than ten.
            for subject in subjects:
                insert_if_new(connection, wrong_look_up, subject=subject, failures=0, last_at=self._now())
            if self._is_locked(connection, subjects):
                raise FilingError(Code.locked)
            self._count(connection, subjects)
        found = self._repository.by_receipt(receipt, last_four) if receipt else None
        if found is None:
            raise FilingError(Code.not_found)
        with self._database.write() as connection:
            connection.execute(wrong_look_up.delete().where(wrong_look_up.c.subject.in_(subjects)))
        return found

    def is_locked(self, conversation: str) -> bool:
        """Whether a conversation has guessed too often."""
        with self._database.read() as connection:
            return self._is_locked(connection, [self._keys.fingerprint(conversation, "look-up by")])

    def _is_locked(self, connection: Connection, subjects: list[str]) -> bool:
        query = sa.select(wrong_look_up.c.failures, wrong_look_up.c.last_at).where(
            wrong_look_up.c.subject.in_(subjects)
        )
        rows = connection.execute(query.order_by(wrong_look_up.c.subject).with_for_update()).all()
        return any(row.failures >= MOST_FAILURES and row.last_at > self._now() - LOCKED_FOR for row in rows)

    def _count(self, connection: Connection, subjects: list[str]) -> None:
        """One failure more; a pause as long as the lock starts the count anew."""
        now, rows = self._now(), wrong_look_up.c.subject.in_(subjects)
        stale = wrong_look_up.c.last_at <= now - LOCKED_FOR
        failures = sa.case((stale, 1), else_=wrong_look_up.c.failures + 1)
        connection.execute(wrong_look_up.update().where(rows).values(failures=failures, last_at=now))
