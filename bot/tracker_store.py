"""Rasa's SQL tracker store, reading only what a turn needs.

Rasa reads a whole session back on every turn, so a turn grows with the conversation. The dialogue keeps what it has to
remember in one slot that every turn sets anew; the last few turns are therefore enough.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

RECENT_EVENTS = 20  # A turn writes about eight events.

# Rasa walks all event classes for each event that it reads back; the answer for a name is always the same.
Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))  # type: ignore[method-assign]


class RecentTrackerStore(SQLTrackerStore):
    """Conversations in SQL; a tracker holds the last `RECENT_EVENTS` events of the session."""

    engine: sa.engine.Engine

    def __init__(self, domain: Domain | None = None, db: str = "build/conversations.db", **kwargs: Any) -> None:
        if kwargs.get("dialect", "sqlite") == "sqlite":
            Path(db).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain, db=db, **kwargs)
        if self.engine.dialect.name == "sqlite":
            # SQLAlchemy opens a file anew for each use, and SQLite folds its log back in at each close: keep it open.
            options = {"poolclass": sa.pool.QueuePool, "connect_args": {"check_same_thread": False}}
            self.engine = sa.create_engine(self.engine.url, **options)
            sa.event.listen(self.engine, "connect", _write_ahead)
            self.sessionmaker.configure(bind=self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The recent part of the latest session; None for an unknown sender."""
        with self.session_scope() as session:
            query = session.query(self.SQLEvent.data).filter(self.SQLEvent.sender_id == sender_id)
            rows = query.order_by(self.SQLEvent.id.desc()).limit(RECENT_EVENTS).all()
        if not rows or self.domain is None:
            return None
        events = [json.loads(data) for (data,) in reversed(rows)]
        starts = [place for place, event in enumerate(events) if event["event"] == SessionStarted.type_name]
        tracker = DialogueStateTracker.from_dict(
            sender_id, events[starts[-1] :] if starts else events, self.domain.slots
        )
        tracker.stored_events = len(tracker.events)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that came since the tracker was read."""
        fresh = list(tracker.events)[getattr(tracker, "stored_events", 0) :]
        with self.session_scope() as session:
            session.bulk_insert_mappings(self.SQLEvent, [_row(tracker.sender_id, event) for event in fresh])
            session.commit()
        tracker.stored_events = len(tracker.events)

    async def delete(self, sender_id: str) -> None:
        """Forget a conversation; nothing of it stays in the file of a SQLite database."""
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id).delete()
            session.commit()
        if self.engine.dialect.name == "sqlite":  # old pages are in its log until that is emptied
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": (data.get("parse_data") or {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data, ensure_ascii=False),
    }


def _write_ahead(connection: Any, _record: Any) -> None:
    """SQLite: readers do not wait for the writer, and a commit does not wait for the disk's cache."""
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


PRAGMAS: Iterable[str] = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA secure_delete=ON",  # what is erased is overwritten
)
