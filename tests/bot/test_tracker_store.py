"""Conversations in SQL: what is forgotten is gone from the file as well."""

from __future__ import annotations

import asyncio
from pathlib import Path

import bot.light  # noqa: F401  Before Rasa: keeps TensorFlow out of this process.

# isort: split
import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import RecentTrackerStore


@pytest.fixture
def stores(tmp_path: Path) -> list[RecentTrackerStore]:
    """The store as two processes have it open."""
    return [RecentTrackerStore(Domain.empty(), str(tmp_path / "conversations.db")) for _ in range(2)]


def files_with(folder: Path, text: str) -> list[str]:
    return [path.name for path in folder.iterdir() if text.encode() in path.read_bytes()]


def test_a_forgotten_conversation_is_in_no_file_any_more(stores: list[RecentTrackerStore], tmp_path: Path) -> None:
    one, other = stores

    async def told(store: RecentTrackerStore, sender: str, text: str) -> None:
        await store.save(DialogueStateTracker.from_events(sender, [UserUttered(text)]))

    async def talk() -> None:
        await told(one, "anna", "anna's own affair")
        await told(other, "anna", "anna's other affair")
        await told(other, "ben", "ben's affair")
        assert files_with(tmp_path, "anna")
        await other.delete("anna")

    asyncio.run(talk())
    assert files_with(tmp_path, "anna") == []
    assert files_with(tmp_path, "ben's affair") == ["conversations.db"]
