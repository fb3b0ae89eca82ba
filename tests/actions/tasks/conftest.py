"""An office on SQLite, and conversations with it."""

import datetime as dt

import pytest

from actions.tasks.setup import make_office
from tests.actions.tasks.talk import BASE, Talk

NOW = dt.datetime(2025, 7, 3, 1, 0, tzinfo=dt.timezone.utc)


@pytest.fixture
def office(sqlite, keys):
    return make_office(sqlite, keys, None, BASE)


@pytest.fixture
def talk(office) -> Talk:
    return Talk(office, NOW)
