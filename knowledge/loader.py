"""Load the whole knowledge base from its folder of YAML files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, Extra

from knowledge.base import KnowledgeBase
from knowledge.errors import InvalidKnowledge, Problem
from knowledge.model import Document, Fact, Service, Topic
from knowledge.places import load_places
from knowledge.reading import build, line_of, read_yaml

ROOT = Path(__file__).parent


class FactFile(BaseModel):
    """Head of a file of facts; place and topic hold for every fact in it."""

    place: str
    topic: str
    facts: list[dict]  # type: ignore[type-arg]

    class Config:
        extra = Extra.forbid


@lru_cache(maxsize=1)
def load() -> KnowledgeBase:
    """The project's own knowledge base, loaded once a process."""
    return load_folder(ROOT)


def load_folder(root: Path) -> KnowledgeBase:
    """Load a knowledge base; raises InvalidKnowledge naming every problem with file and line."""
    problems: list[Problem] = []
    facts: list[Fact] = []
    services: list[Service] = []
    for path in sorted((root / "facts").rglob("*.yml")):
        try:
            if path.parent.name == "services":
                services.append(build(Service, read_yaml(path), path))
            else:
                facts.extend(read_facts(path))
        except InvalidKnowledge as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidKnowledge(problems)
    documents = [_document(path) for path in sorted((root / "documents").glob("*.yml"))]
    topics = [topic for path in sorted((root / "topics").glob("*.yml")) for topic in _topics(path)]
    return KnowledgeBase(documents, topics, load_places(root / "places"), facts, services)


def read_facts(path: Path) -> Iterator[Fact]:
    """The facts of one file, with the file's place and topic put into each."""
    head = build(FactFile, read_yaml(path), path)
    problems: list[Problem] = []
    for position, record in enumerate(head.facts):
        at = ("facts", position)
        try:
            fact = build(Fact, {**record, "place": head.place, "topic": head.topic}, path, at)
        except InvalidKnowledge as error:
            problems.extend(error.problems)
            continue
        if fact.value and "{value}" not in fact.text:
            problems.append(Problem(path, line_of(path, at), f"{fact.id}: the text does not use {{value}}"))
        yield fact
    if problems:
        raise InvalidKnowledge(problems)


def _document(path: Path) -> Document:
    return build(Document, read_yaml(path)["document"], path, ("document",))


def _topics(path: Path) -> Iterator[Topic]:
    for position, record in enumerate(read_yaml(path)["topics"]):
        yield build(Topic, record, path, ("topics", position))
