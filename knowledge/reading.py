"""Read YAML files into models, keeping for every problem the file and the line where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.errors import InvalidKnowledge, Problem

M = TypeVar("M", bound=BaseModel)
Location = tuple[int | str, ...]


def read_yaml(path: Path) -> Any:
    """Parse one YAML file; a syntax error becomes `InvalidKnowledge` with its line."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InvalidKnowledge([Problem(path, line, f"not valid YAML: {error.problem}")]) from error


def line_of(path: Path, location: Location) -> int:
    """Line (from 1) of the YAML node at `location`, or of its nearest parent that exists."""
    node = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    for step in location:
        below = _child(node, step)
        if below is None:
            break
        node = below
    return node.start_mark.line + 1 if node else 1


def _child(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    children: list[Any] = node.value if node else []
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(children):
        child: yaml.Node = children[step]
        return child
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in children if key.value == str(step)), None)
    return None


def build(kind: type[M], data: Any, path: Path, at: Location = ()) -> M:
    """Make a `kind` of `data`, which stands at `at` in `path`; validation errors become problems with lines."""
    if not isinstance(data, dict):
        raise InvalidKnowledge([Problem(path, line_of(path, at), f"expected the fields of a {kind.__name__}")])
    try:
        return kind(**data)
    except ValidationError as error:
        problems = [_problem(path, at, item["loc"], item["msg"]) for item in error.errors()]
        raise InvalidKnowledge(problems) from error


def _problem(path: Path, at: Location, location: Location, message: str) -> Problem:
    named = [str(step) for step in location if step != "__root__"]
    return Problem(path, line_of(path, at + location), ": ".join(filter(None, (".".join(named), message))))
