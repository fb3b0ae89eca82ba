"""Tables of filings. `personal` is sealed; `person_hash` and `last_four_hash` are keyed hashes for look-up."""

from __future__ import annotations

import sqlalchemy as sa

from actions.database import UtcDateTime, metadata
from actions.filing.model import LIVE

filing = sa.Table(
    "filing",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, unique=True),
    sa.Column("receipt", sa.String(16), nullable=False, unique=True),
    sa.Column("agency_receipt", sa.String(64)),
    sa.Column("owner", sa.String(64), nullable=False, index=True),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("way", sa.String(16), nullable=False),
    sa.Column("who", sa.String(8), nullable=False),
    sa.Column("insured", sa.String(64), nullable=False),
    sa.Column("destination", sa.String(64), nullable=False),
    sa.Column("start", sa.Date, nullable=False),
    sa.Column("renews", sa.String(16)),
    sa.Column("confirmed_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("personal", sa.LargeBinary),
    sa.Column("person_hash", sa.String(64)),
    sa.Column("last_four_hash", sa.String(64)),
)
# One living filing for a person, a destination and a first day: confirming the same trip again makes no second one.
sa.Index(
    "one_live_filing",
    filing.c.person_hash,
    filing.c.destination,
    filing.c.start,
    unique=True,
    sqlite_where=filing.c.state.in_([state.value for state in LIVE]),
    postgresql_where=filing.c.state.in_([state.value for state in LIVE]),
)

# Append only: triggers of the migration refuse every change and every deletion.
filing_event = sa.Table(
    "filing_event",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("filing_id", sa.ForeignKey("filing.id"), nullable=False, index=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("by", sa.String(8), nullable=False),
    sa.Column("note", sa.String(200), nullable=False),
)
