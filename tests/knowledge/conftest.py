"""The project's own base, read once, and a small copy of it that tests may spoil."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from knowledge.loader import ROOT, load

TODAY = dt.date(2025, 7, 3)


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    return load()


@pytest.fixture
def today() -> dt.date:
    return TODAY


@pytest.fixture
def small_base(tmp_path: Path) -> Path:
    """Documents, topics, places and services in full, and two topics of Suzhou."""
    root = tmp_path / "knowledge"
    for folder in ("documents", "topics", "places", "facts/jiangsu/services"):
        shutil.copytree(ROOT / folder, root / folder)
    for file in ("facts/suzhou/validity.yml", "facts/suzhou/change_cancel.yml", "copy/talk.yml", "copy/answers.yml"):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, root / file)
    return root
