"""Load the whole knowledge base from its folder of YAML files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from knowledge import compiled
from knowledge.base import KnowledgeBase
from knowledge.compiled import Records
from knowledge.errors import InvalidKnowledge
from knowledge.gather import gather
from knowledge.places import load_places

ROOT = Path(__file__).parent
CACHE = ROOT.parent / "build" / "knowledge-cache.json"


@lru_cache(maxsize=1)
def load() -> KnowledgeBase:
    """The project's own knowledge base, loaded once a process."""
    return load_folder(ROOT, CACHE)


def load_folder(root: Path, cache: Path | None = None) -> KnowledgeBase:
    """Load a knowledge base; raises InvalidKnowledge naming every problem with file and line.

    With a `cache` file, YAML that has not changed is neither parsed nor validated again.
    """
    digest = compiled.fingerprint(root) if cache else ""
    records = compiled.read(cache, digest) if cache else None
    if records is None:
        records = _records(root)
        if cache:
            compiled.write(cache, digest, records)
    return KnowledgeBase(records.documents, records.topics, load_places(root / "places"), *records[2:])


def _records(root: Path) -> Records:
    book = gather(root)
    if book.problems:
        raise InvalidKnowledge(book.problems)
    lists = (book.documents, book.topics, book.facts, book.services)
    return Records(*([entry.record for entry in entries] for entries in lists))  # type: ignore[arg-type]
