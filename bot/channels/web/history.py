"""What the web remembers of a conversation for some hours: its turns, and the ratings that citizens gave.

One row a turn, whose unique message id is what makes a retry harmless. Texts arrive masked (bot/channels/privacy.py).
All processes share the database, whose migrations make the tables; calls run in threads, since SQLAlchemy 1.4 drivers
block.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from anyio import to_thread
from sqlalchemy.exc import IntegrityError

from actions.database import Database, metadata
from actions.records.retention import Rule

Rendered = list[dict[str, Any]]
T = TypeVar("T")

turns = sa.Table(
    "web_turn",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(64), nullable=False),
    sa.Column("message", sa.String(64), nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("replies", sa.JSON(none_as_null=True)),
    sa.Column("at", sa.Float, nullable=False, index=True),
    sa.UniqueConstraint("conversation", "message"),
)
ratings = sa.Table(
    "web_rating",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(64), nullable=False),
    sa.Column("message", sa.String(64), nullable=False),
    sa.Column("score", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("answer", sa.String(200), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.UniqueConstraint("conversation", "message"),
)


@dataclass(frozen=True)
class Turn:
    """What a citizen said and what was answered; `replies` is None while the answer is being made."""

    id: int
    message: str
    said: str
    replies: Rendered | None


def retention_rules(hours: float) -> tuple[Rule, ...]:
    """What `yidi purge` erases of the web: turns whose life of so many hours is over."""
    return (Rule("web turns", turns, lambda now: turns.c.at < now.timestamp() - hours * 3600),)


class History:
    """Turns and ratings, by conversation."""

    def __init__(self, database: Database, hours: float, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._life = hours * 3600
        self._now = now

    async def claim(self, conversation: str, message: str, said: str, stale_after: float) -> bool:
        """Whether the caller is to answer this message; a claim older than `stale_after` seconds can be taken over."""
        row = {"conversation": conversation, "message": message, "said": said, "at": self._now()}
        try:
            await self._in_thread(lambda connection: connection.execute(turns.insert().values(row)))
        except IntegrityError:
            stale = turns.c.replies.is_(None) & (turns.c.at < self._now() - stale_after)
            taken = turns.update().where(self._is(turns, conversation, message) & stale).values(at=self._now())
            return bool(await self._in_thread(lambda connection: connection.execute(taken).rowcount))
        return True

    async def finish(self, conversation: str, message: str, replies: Rendered) -> None:
        """Store the answer of a claimed message, unless the conversation has been erased meanwhile."""
        change = turns.update().where(self._is(turns, conversation, message)).values(replies=replies)
        await self._in_thread(lambda connection: connection.execute(change))

    async def release(self, conversation: str, message: str) -> None:
        """Give a claim up, so that a retry runs anew."""
        unanswered = self._is(turns, conversation, message) & turns.c.replies.is_(None)
        await self._in_thread(lambda connection: connection.execute(turns.delete().where(unanswered)))

    async def replies(self, conversation: str, message: str) -> Rendered | None:
        """The stored answer of a message, if it is there."""
        query = sa.select(turns.c.replies).where(self._is(turns, conversation, message))
        return await self._in_thread(lambda connection: connection.execute(query).scalar())

    async def turns(self, conversation: str, after: int = 0) -> list[Turn]:
        """Turns of a conversation, oldest first, from behind turn number `after`."""
        columns = (turns.c.id, turns.c.message, turns.c.said, turns.c.replies)
        query = sa.select(columns).where((turns.c.conversation == conversation) & (turns.c.id > after))
        rows = await self._in_thread(lambda connection: connection.execute(query.order_by(turns.c.id)).all())
        return [Turn(*row) for row in rows]

    async def rate(self, conversation: str, message: str, score: int, reason: str, answer: str) -> None:
        """Store how a citizen rates an answer; a second rating of the same answer replaces the first."""
        row = {"conversation": conversation, "message": message, "score": score, "reason": reason, "answer": answer}

        def run(connection: sa.engine.Connection) -> None:
            connection.execute(ratings.delete().where(self._is(ratings, conversation, message)))
            connection.execute(ratings.insert().values(**row, at=self._now()))

        await self._in_thread(run)

    async def erase(self, conversation: str) -> None:
        """Forget the turns of a conversation. Ratings stay: they hold a score and a masked reason, nobody's case."""
        gone = turns.delete().where(turns.c.conversation == conversation)
        await self._in_thread(lambda connection: connection.execute(gone))

    async def purge(self) -> int:
        """Forget all turns older than the history's life; the number forgotten."""
        gone = turns.delete().where(turns.c.at < self._now() - self._life)
        return await self._in_thread(lambda connection: connection.execute(gone).rowcount)

    @staticmethod
    def _is(table: sa.Table, conversation: str, message: str) -> Any:
        return (table.c.conversation == conversation) & (table.c.message == message)

    async def _in_thread(self, work: Callable[[sa.engine.Connection], T]) -> T:
        def run() -> T:
            with self._database.write() as connection:
                return work(connection)

        return await to_thread.run_sync(run)
