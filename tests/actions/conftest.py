"""Databases of their own for every test: SQLite always, PostgreSQL when one is reachable."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.database import Database, open_database
from actions.records.keys import Keyring

POSTGRESQL = os.environ.get("YIDI_TEST_POSTGRESQL", "postgresql://localhost/postgres?connect_timeout=2")


class Clock:
    """A clock that moves only when a test moves it."""

    def __init__(self, start: dt.datetime) -> None:
        self.moment = start

    def __call__(self) -> dt.datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        self.moment += dt.timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock(dt.datetime(2025, 7, 3, 9, 0, tzinfo=dt.timezone.utc))


@pytest.fixture
def keys() -> Keyring:
    return Keyring([b"k" * 32])


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'yidi.db'}")
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    with postgresql() as url:
        database = open_database(url)
        yield database
        database.close()


class postgresql:  # noqa: N801
    """A PostgreSQL database of its own, dropped afterwards; without a server the test is skipped, in CI it fails."""

    def __enter__(self) -> str:
        self.name = f"yidi_test_{uuid.uuid4().hex[:12]}"
        try:
            self._run(f"CREATE DATABASE {self.name}")
        except sa.exc.OperationalError as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"no PostgreSQL reachable, set YIDI_TEST_POSTGRESQL: {str(error.orig).splitlines()[0]}")
        return sa.engine.make_url(POSTGRESQL).set(database=self.name).render_as_string(hide_password=False)

    def __exit__(self, *error: object) -> None:
        self._run(f"DROP DATABASE {self.name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        engine = sa.create_engine(POSTGRESQL, future=True, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(statement))
        engine.dispose()
