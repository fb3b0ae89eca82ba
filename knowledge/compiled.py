"""The knowledge base as one JSON file, made from the YAML: parsing and validating 50,000 facts takes half a minute.

The file is a cache. It names the digest of everything that it was made of and is never read for anything else, so it
may be deleted at any time; a folder that cannot be written only costs time.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import orjson
from pydantic import BaseModel

from knowledge.files import keep
from knowledge.model import Condition, Document, Fact, Kind, Service, Source, Topic, Validity, Value

CODE = Path(__file__).parent
T = TypeVar("T")


class Records(NamedTuple):
    """The validated records of a base."""

    documents: list[Document]
    topics: list[Topic]
    facts: list[Fact]
    services: list[Service]


def fingerprint(root: Path) -> str:
    """Digest of the YAML under `root` and of the code that reads it."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(CODE.glob("*.py")):
        digest.update(path.read_bytes())
    for name in ("documents", "topics", "facts"):
        for folder, _, files in sorted(os.walk(root / name)):
            digest.update(os.path.relpath(folder, root).encode())
            for file in sorted(files):
                digest.update(file.encode())
                with open(os.path.join(folder, file), "rb") as content:
                    digest.update(content.read())
    return digest.hexdigest()


def write(cache: Path, digest: str, records: Records) -> None:
    """Keep the records."""
    keep(cache, orjson.dumps({"digest": digest, **records._asdict()}, default=_plain))


def read(cache: Path, digest: str) -> Records | None:
    """The records kept for `digest`, or None when there are none."""
    try:
        data = orjson.loads(cache.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    if data.get("digest") != digest:
        return None
    return Records(
        [Document(**record) for record in data["documents"]],
        [Topic(**record) for record in data["topics"]],
        _without_collecting(_facts, data["facts"]),
        [Service(**record) for record in data["services"]],
    )


def _without_collecting(make: Callable[[list[dict[str, Any]]], T], records: list[dict[str, Any]]) -> T:
    """Make many objects that all stay: looking for garbage among them takes a third of the time and finds none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return make(records)
    finally:
        if collecting:
            gc.enable()


def _plain(record: BaseModel) -> dict[str, Any]:
    """What differs from the defaults; orjson itself knows tuples, enums and dates."""
    fields = record.__fields__
    return {name: value for name, value in record.__dict__.items() if value != fields[name].default}


class _Shared(Generic[T]):
    """Makes equal parts once: most of the conditions, sources and values of a base are the same few."""

    def __init__(self, make: Callable[..., T]) -> None:
        self._make = make
        self._made: dict[bytes, T] = {}

    def __call__(self, data: dict[str, Any]) -> T:
        key = orjson.dumps(data)
        if key not in self._made:
            self._made[key] = self._make(**data)
        return self._made[key]


def _facts(records: list[dict[str, Any]]) -> list[Fact]:
    """Facts without validating them again. All fields are given, since `construct` deep-copies defaults."""
    source, condition, validity, value = (_Shared(kind) for kind in (Source, Condition, Validity, Value))
    defaults = {name: field.default for name, field in Fact.__fields__.items() if not field.required}
    kinds = {kind.value: kind for kind in Kind}
    facts = []
    for record in records:
        given = {**defaults, **record}
        given["sources"] = tuple([source(item) for item in record["sources"]])
        given["about"] = tuple(given["about"])
        if "kind" in record:
            given["kind"] = kinds[record["kind"]]
        for name, shared in (("when", condition), ("valid", validity), ("value", value)):
            if name in record:
                given[name] = shared(record[name])
        facts.append(Fact.construct(**given))
    return facts
