"""The words around the facts: frame of an answer and canned replies, from knowledge/copy/*.yml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import knowledge
from knowledge.reading import read_yaml

FOLDER = Path(knowledge.__file__).parent / "copy"


@lru_cache(maxsize=8)
def copy(name: str) -> dict[str, Any]:
    """One copy file as data."""
    data: dict[str, Any] = read_yaml(FOLDER / f"{name}.yml")
    return data
