"""How long a filing keeps personal data, and how it is sealed anew after a change of keys."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa

from actions.database import Database
from actions.filing.model import LIVE, Person
from actions.filing.repository import hashes, seal_context
from actions.filing.tables import filing
from actions.records.keys import Keyring
from actions.records.retention import Rule

AFTER_END = dt.timedelta(days=30)
# A temporary filing lasts a year from its first day (document 000, 七 3); then the same grace.
AFTER_START = dt.timedelta(days=366) + AFTER_END


def _due(now: dt.datetime) -> Any:
    ended = filing.c.ended_at <= now - AFTER_END
    over = sa.and_(filing.c.state.in_([state.value for state in LIVE]), filing.c.start <= (now - AFTER_START).date())
    return sa.and_(filing.c.person_hash.is_not(None), sa.or_(ended, over))


RULES = (
    Rule("personal fields of filings", filing, _due, {"personal": None, "person_hash": None, "last_four_hash": None}),
)


def reseal(database: Database, keys: Keyring) -> int:
    """Seal with the current key what an older one sealed; returns how many filings. Vault values just expire."""
    query = sa.select(filing.c.id, filing.c.receipt, filing.c.personal).where(filing.c.personal.is_not(None))
    count = 0
    with database.write() as connection:
        for row in connection.execute(query).all():
            if keys.is_current(row.personal):
                continue
            plain = keys.open(row.personal, seal_context(row.id))
            values = {
                "personal": keys.seal(plain, seal_context(row.id)),
                **hashes(keys, Person(**json.loads(plain)), row.receipt),
            }
            connection.execute(filing.update().where(filing.c.id == row.id).values(**values))
            count += 1
    return count
