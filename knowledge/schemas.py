"""JSON schemas of the YAML files, for editors that complete and underline while one writes."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson

from knowledge.model import Document, Fact, Model, Service, Topic
from knowledge.place_files import CityFile, CountryFile, ProvinceFile


class FactSheet(Model):
    """knowledge/facts/<place>/<topic>.yml; place and topic hold for every fact in the file."""

    place: str
    topic: str
    facts: tuple[Fact, ...]


class DocumentFile(Model):
    """knowledge/documents/<id>.yml."""

    document: Document


class TopicFile(Model):
    """knowledge/topics/*.yml."""

    topics: tuple[Topic, ...]


FILES: dict[str, type[Model]] = {
    "facts": FactSheet,
    "service": Service,
    "document": DocumentFile,
    "topics": TopicFile,
    "city": CityFile,
    "province": ProvinceFile,
    "country": CountryFile,
}


def schemas() -> dict[str, dict[str, Any]]:
    """JSON schema by file name, without ending."""
    made = {name: deepcopy(kind.schema()) for name, kind in FILES.items()}  # pydantic hands out its own copy
    # The head of the file says these; the loader puts them into each fact.
    for head in ("place", "topic"):
        del made["facts"]["definitions"]["Fact"]["properties"][head]
    return made


def write(folder: Path) -> list[Path]:
    """Write every schema to `folder`; the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in schemas().items():
        path = folder / f"{name}.json"
        path.write_bytes(render(schema))
        paths.append(path)
    return paths


def render(schema: dict[str, Any]) -> bytes:
    """The schema as it stands in its file: the same schema always gives the same bytes."""
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
