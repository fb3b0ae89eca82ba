"""Look up a filing by receipt number and last four characters of the ID number; guessing is stopped after ten tries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.database import Database
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
        with self._database.read() as connection:
            if self._is_locked(connection, subjects):
                raise FilingError(Code.locked)
        found = self._repository.by_receipt(receipt, last_four) if receipt else None
        with self._database.write() as connection:
            if found:
                connection.execute(wrong_look_up.delete().where(wrong_look_up.c.subject.in_(subjects)))
                return found
            for subject in subjects:
                self._count(connection, subject)
        raise FilingError(Code.not_found)

    def is_locked(self, conversation: str) -> bool:
        """Whether a conversation has guessed too often."""
        with self._database.read() as connection:
            return self._is_locked(connection, [self._keys.fingerprint(conversation, "look-up by")])

    def _is_locked(self, connection: Connection, subjects: list[str]) -> bool:
        query = sa.select(wrong_look_up.c.subject).where(
            wrong_look_up.c.subject.in_(subjects),
            wrong_look_up.c.failures >= MOST_FAILURES,
            wrong_look_up.c.last_at > self._now() - LOCKED_FOR,
        )
        return connection.execute(query).first() is not None

    def _count(self, connection: Connection, subject: str) -> None:
        """One failure more; a pause as long as the lock starts the count anew."""
        now, row = self._now(), wrong_look_up.c.subject == subject
        stale = wrong_look_up.c.last_at <= now - LOCKED_FOR
        failures = sa.case((stale, 1), else_=wrong_look_up.c.failures + 1)
        if not connection.execute(wrong_look_up.update().where(row).values(failures=failures, last_at=now)).rowcount:
            connection.execute(wrong_look_up.insert().values(subject=subject, failures=1, last_at=now))
