"""Checks of the files that are no records: places, copy, and keys given twice (YAML itself keeps silent about them)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import InvalidKnowledge, Problem
from knowledge.model import Care, Category
from knowledge.place_files import PLACE_FILES, CityFile
from knowledge.reading import Location, build, line_of, read_yaml

SPEAKING = ("copy", "eligibility")  # Folders of texts and rules that name topics and facts.
# Sections of copy files whose keys are a closed list of the model.
CLOSED: dict[Location, set[str]] = {
    ("categories",): {category.value for category in Category},
    ("options", "category"): {category.value for category in Category},
    ("options", "care"): {care.value for care in Care},
}
COMPLETE: tuple[Location, ...] = (("categories",), ("options", "category"))


def duplicate_keys(root: Path) -> Iterator[Problem]:
    """Keys that a mapping has twice, in any YAML file under `root`; files that do not parse are left to others."""
    for path in sorted(root.rglob("*.yml")):
        try:
            node = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        except yaml.MarkedYAMLError:
            continue
        yield from _twice(node, path)


def _twice(node: yaml.Node | None, path: Path) -> Iterator[Problem]:
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _twice(child, path)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            if key.value in seen:
                yield Problem(path, key.start_mark.line + 1, f"key {key.value!r} is given twice")
            seen.add(key.value)
            yield from _twice(child, path)


def check_places(root: Path) -> Iterator[Problem]:
    """Schema of the place files, and districts that two cities claim."""
    cities: dict[str, Path] = {}
    for path in sorted((root / "places").glob("*.yml")):
        try:
            record = build(PLACE_FILES.get(path.stem, CityFile), read_yaml(path), path)
        except InvalidKnowledge as error:
            yield from error.problems
            continue
        for district in record.districts if isinstance(record, CityFile) else ():
            if cities.setdefault(district, path) != path:
                message = f"district id {district!r} is taken already, in {cities[district].name}"
                yield Problem(path, line_of(path, ("districts", district)), message)


def check_copy(root: Path, topics: set[str], facts: Collection[str]) -> Iterator[Problem]:
    """Copy without words, topics and facts that do not exist, and sections that miss a category.

    `topics` are the ids that a button can name: topics and services. Rules that lean on facts are checked likewise.
    """
    for path in sorted(path for folder in SPEAKING for path in (root / folder).rglob("*.yml")):
        try:
            data = read_yaml(path)
        except InvalidKnowledge as error:
            yield from error.problems
            continue
        for at, value in _walk(data):
            if message := _wrong(at, value, topics, facts):
                yield Problem(path, line_of(path, at), message)
        for section in COMPLETE:
            yield from _missing(path, data, section, CLOSED[section])


def _walk(data: Any, at: Location = ()) -> Iterator[tuple[Location, Any]]:
    yield at, data
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, child in items:
        yield from _walk(child, (*at, key))


def _wrong(at: Location, value: Any, topics: set[str], facts: Collection[str]) -> str | None:
    name = ".".join(map(str, at))
    if value is None or value == "":
        return f"{name}: no words"
    if len(at) >= 2 and at[-2] == "topics" and isinstance(value, str) and value not in topics:
        return f"{name}: unknown topic {value!r}"
    if at and at[-1] == "fact" and value not in facts:
        return f"{name}: unknown fact {value!r}"
    if at and at[:-1] in CLOSED and at[-1] not in CLOSED[at[:-1]]:
        return f"{name}: unknown key; known: {', '.join(sorted(CLOSED[at[:-1]]))}"
    return None


def _missing(path: Path, data: Any, section: Location, wanted: set[str]) -> Iterator[Problem]:
    for key in section:
        data = data.get(key) if isinstance(data, dict) else None
    if isinstance(data, dict) and (missing := sorted(wanted - set(data))):
        name = ".".join(map(str, section))
        yield Problem(path, line_of(path, section), f"{name}: nothing for {', '.join(missing)}")
