"""What citizens report of filings that they make themselves: which filing it is, and a history that only grows.

No personal value is in it: whose it is, is a keyed hash of the conversation, which the retention time erases together
with the receipt number, so that then nobody can point to it any more.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from actions.database import Database, UtcDateTime, metadata
from actions.filing.receipts import new_receipt
from actions.records.keys import Keyring
from actions.records.retention import Rule
from actions.records.vault import utc_now
from knowledge.model import Category, Mode

log = logging.getLogger(__name__)

KEPT = dt.timedelta(days=396)  # a year and thirty days, as filings are

material_filing = sa.Table(
    "material_filing",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(64), index=True),
    sa.Column("receipt", sa.String(16), index=True, unique=True),
    sa.Column("insured", sa.String(64), nullable=False),
    sa.Column("destination", sa.String(64)),
    sa.Column("category", sa.String(16), nullable=False),
    sa.Column("mode", sa.String(16), nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False, index=True),
)
# Append only: triggers of the migration refuse every change and every deletion.
material_event = sa.Table(
    "material_event",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("filing_id", sa.ForeignKey("material_filing.id"), nullable=False, index=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("report", sa.String(16), nullable=False),
)
CLOSED = {"owner": None, "receipt": None}
RULES = (
    Rule(
        "owners of material filings",
        material_filing,
        lambda now: sa.and_(material_filing.c.owner.is_not(None), material_filing.c.made_at <= now - KEPT),
        CLOSED,
    ),
)


class Report(str, Enum):
    """What a citizen tells of a filing."""

    stuck = "stuck"
    done = "done"
    cancelled = "cancelled"


@dataclass(frozen=True)
class Material:
    """A filing of the citizen's own: place, category, mode; `history` is what was reported when, oldest first."""

    insured: str
    destination: str | None
    category: Category
    mode: Mode
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    receipt: str = ""
    history: tuple[tuple[dt.datetime, Report], ...] = ()

    @property
    def done_at(self) -> dt.datetime | None:
        """When it was reported done."""
        return next((at for at, report in self.history if report is Report.done), None)

    @property
    def stands(self) -> Report | None:
        """The newest report."""
        return self.history[-1][1] if self.history else None


class MaterialRecords:
    """Writes reports down and finds the filings of a conversation."""

    def __init__(self, database: Database, keys: Keyring, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._database = database
        self._keys = keys
        self._now = now

    def report(self, conversation: str, filing: Material, report: Report) -> Material:
        """Add a report; the first one stores the filing under its id. The same report again adds nothing."""
        known = self.get(filing.id)
        if known and known.stands is report:
            return known
        try:
            with self._database.write() as connection:
                if known is None:
                    connection.execute(material_filing.insert().values(**self._row(conversation, filing)))
                row = {"filing_id": filing.id, "at": self._now(), "report": report.value}
                connection.execute(material_event.insert().values(**row))
        except IntegrityError:  # the same report at the same time was first
            log.info("material filing %s was stored meanwhile", filing.id)
        stored = self.get(filing.id)
        assert stored is not None
        return stored

    def get(self, filing_id: str) -> Material | None:
        """A filing with its history."""
        return self._one(material_filing.c.id == filing_id)

    def by_receipt(self, receipt: str) -> Material | None:
        """The filing with this receipt number."""
        return self._one(material_filing.c.receipt == receipt)

    def of_conversation(self, conversation: str) -> list[Material]:
        """Filings of this very conversation, the newest first."""
        owners = self._keys.fingerprints(conversation, "conversation")
        query = sa.select(material_filing.c.id).where(material_filing.c.owner.in_(owners))
        with self._database.read() as connection:
            ids = connection.execute(query.order_by(material_filing.c.made_at.desc())).scalars().all()
        return [filing for filing_id in ids if (filing := self.get(filing_id))]

    def disown(self, conversation: str) -> None:
        """Forget whose the filings of a conversation are, before their time is over."""
        mine = material_filing.c.owner.in_(self._keys.fingerprints(conversation, "conversation"))
        with self._database.write() as connection:
            connection.execute(material_filing.update().where(mine).values(**CLOSED))

    def _row(self, conversation: str, filing: Material) -> dict[str, object]:
        return {
            "id": filing.id,
            "owner": self._keys.fingerprint(conversation, "conversation"),
            "receipt": new_receipt(),
            "insured": filing.insured,
            "destination": filing.destination,
            "category": filing.category.value,
            "mode": filing.mode.value,
            "made_at": self._now(),
        }

    def _one(self, condition: Any) -> Material | None:
        with self._database.read() as connection:
            row = connection.execute(sa.select(material_filing).where(condition)).one_or_none()
            if row is None:
                return None
            events = sa.select(material_event).where(material_event.c.filing_id == row.id)
            history = connection.execute(events.order_by(material_event.c.id)).all()
        return Material(
            row.insured, row.destination, Category(row.category), Mode(row.mode), row.id, row.receipt or "",
            tuple((event.at, Report(event.report)) for event in history),
        )  # fmt: skip
