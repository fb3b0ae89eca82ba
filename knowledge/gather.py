"""Read every record of a knowledge base, each with the file and position it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic

from pydantic import BaseModel, Extra

from knowledge.errors import InvalidKnowledge, Problem
from knowledge.model import Document, Fact, Service, Topic
from knowledge.reading import Location, M, build, line_of, read_yaml


class FactFile(BaseModel):
    """Head of a file of facts; place and topic hold for every fact in it."""

    place: str
    topic: str
    facts: list[dict]  # type: ignore[type-arg]

    class Config:
        extra = Extra.forbid


@dataclass(frozen=True)
class Entry(Generic[M]):
    """A record and where it stands: its file, and the path of keys inside the file."""

    record: M
    path: Path
    at: Location = ()

    def problem(self, message: str, *field: int | str) -> Problem:
        """Something wrong with the record, or with one `field` of it."""
        return Problem(self.path, line_of(self.path, (*self.at, *field)), message)


@dataclass
class Book:
    """All records of a folder, and what could not be read."""

    documents: list[Entry[Document]] = field(default_factory=list)
    topics: list[Entry[Topic]] = field(default_factory=list)
    facts: list[Entry[Fact]] = field(default_factory=list)
    services: list[Entry[Service]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def gather(root: Path) -> Book:
    """Read documents, topics, facts and services of a base; what is wrong is in `problems`, never raised."""
    book = Book()
    for path in sorted((root / "documents").glob("*.yml")):
        _read(book, path, lambda path: [(Document, _section(path, "document", dict), ("document",))], book.documents)
    for path in sorted((root / "topics").glob("*.yml")):
        _read(book, path, _topics, book.topics)
    for path in sorted((root / "facts").rglob("*.yml")):
        if path.parent.name == "services":
            _read(book, path, lambda path: [(Service, read_yaml(path), ())], book.services)
        else:
            _read(book, path, _facts, book.facts)
    return book


def _read(book: Book, path: Path, records: Any, into: list[Any]) -> None:
    try:
        for kind, data, at in records(path):
            try:
                into.append(Entry(build(kind, data, path, at), path, at))
            except InvalidKnowledge as error:
                book.problems += error.problems
    except InvalidKnowledge as error:
        book.problems += error.problems


def _facts(path: Path) -> Iterator[tuple[type[Fact], dict[str, Any], Location]]:
    head = build(FactFile, read_yaml(path), path)
    for position, record in enumerate(head.facts):
        yield Fact, {**record, "place": head.place, "topic": head.topic}, ("facts", position)


def _topics(path: Path) -> Iterator[tuple[type[Topic], Any, Location]]:
    for position, record in enumerate(_section(path, "topics", list)):
        yield Topic, record, ("topics", position)


def _section(path: Path, key: str, kind: type) -> Any:
    data = read_yaml(path)
    if not isinstance(data, dict) or not isinstance(data.get(key), kind):
        raise InvalidKnowledge([Problem(path, line_of(path, (key,)), f"expected `{key}:` as a {kind.__name__}")])
    return data[key]
