"""An office on SQLite, and conversations with it."""

import datetime as dt
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "filing"))

from talk import BASE, Talk  # noqa: E402

from actions.tasks.setup import make_office  # noqa: E402

NOW = dt.datetime(2025, 7, 3, 1, 0, tzinfo=dt.timezone.utc)


@pytest.fixture
def office(sqlite, keys):
    return make_office(sqlite, keys, None, BASE)


@pytest.fixture
def talk(office) -> Talk:
    return Talk(office, NOW)
