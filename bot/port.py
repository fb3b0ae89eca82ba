"""The port between the edge and the engine: what a channel may ask, and what it gets back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Reply:
    """One message to the citizen: complete text, next steps as (title, payload), and the Answer as JSON data.

    `choices` hold plain payloads; a channel shows them as buttons whose value is a token sealed by the edge.
    """

    text: str
    choices: tuple[tuple[str, Mapping[str, str]], ...] = ()
    answer: Mapping[str, Any] = field(default_factory=dict)


class Engine(Protocol):
    """What the edge needs of the engine."""

    async def respond(self, conversation: str, text: str) -> list[Reply]:
        """Answer a text that a citizen typed. Personal data has been replaced before."""

    async def choose(self, conversation: str, payload: Mapping[str, str]) -> list[Reply]:
        """Answer a choice that the assistant offered before."""

    async def erase(self, conversation: str) -> None:
        """Forget a conversation altogether."""
