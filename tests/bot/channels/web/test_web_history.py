"""What is remembered, for how long, and who may take a lost turn over."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from actions.database import open_database
from bot.channels.web.history import History

HOUR = 3600.0


class Clock:
    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def history(tmp_path: Path, clock: Clock) -> History:
    return History(open_database(f"sqlite:///{tmp_path}/web.db"), hours=24, now=clock)


def test_a_message_is_claimed_once(history: History) -> None:
    async def story() -> None:
        assert await history.claim("c", "m", "你好", stale_after=60)
        assert not await history.claim("c", "m", "你好", stale_after=60)
        assert await history.claim("c", "m2", "你好", stale_after=60)

    anyio.run(story)


def test_a_turn_whose_process_died_can_be_taken_over(history: History, clock: Clock) -> None:
    async def story() -> None:
        await history.claim("c", "m", "你好", stale_after=60)
        clock.time += 61
        assert await history.claim("c", "m", "你好", stale_after=60)
        assert not await history.claim("c", "m", "你好", stale_after=60)

    anyio.run(story)


def test_an_answered_turn_is_never_taken_over(history: History, clock: Clock) -> None:
    async def story() -> None:
        await history.claim("c", "m", "你好", stale_after=60)
        await history.finish("c", "m", [{"text": "您好"}])
        clock.time += HOUR
        assert not await history.claim("c", "m", "你好", stale_after=60)
        assert await history.replies("c", "m") == [{"text": "您好"}]

    anyio.run(story)


def test_a_released_turn_runs_anew(history: History) -> None:
    async def story() -> None:
        await history.claim("c", "m", "你好", stale_after=60)
        await history.release("c", "m")
        assert await history.claim("c", "m", "你好", stale_after=60)

    anyio.run(story)


def test_old_turns_are_forgotten(history: History, clock: Clock) -> None:
    async def story() -> None:
        await history.claim("c", "old", "你好", stale_after=60)
        clock.time += 23 * HOUR
        await history.claim("c", "new", "再问", stale_after=60)
        clock.time += 2 * HOUR
        assert await history.purge() == 1
        assert [turn.message for turn in await history.turns("c")] == ["new"]

    anyio.run(story)


def test_an_erased_conversation_is_not_brought_back_by_a_late_answer(history: History) -> None:
    async def story() -> None:
        await history.claim("c", "m", "你好", stale_after=60)
        await history.erase("c")
        await history.finish("c", "m", [{"text": "您好"}])
        assert await history.turns("c") == []

    anyio.run(story)
