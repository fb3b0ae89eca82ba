"""Errors of the knowledge base. Each says what is wrong, where, and what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path


class KnowledgeError(Exception):
    """Base of all errors of the knowledge base."""


@dataclass(frozen=True)
class Problem:
    """Something wrong in a file; printed as `file:line: message`, which editors can jump to."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class InvalidKnowledge(KnowledgeError):
    """The files do not make a valid knowledge base."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class NoValueForDate(KnowledgeError):
    """A topic has facts for a place, but none of them holds on the date asked for."""

    def __init__(self, place: str, topic: str, on: dt.date) -> None:
        super().__init__(f"no fact of {topic!r} for {place!r} holds on {on}; add one with a matching `valid`")


class UnknownPlace(KnowledgeError):
    """A place id that no file in knowledge/places names."""

    def __init__(self, place: str) -> None:
        super().__init__(f"unknown place {place!r}; add it to knowledge/places/")
