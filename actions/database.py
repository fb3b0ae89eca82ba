"""The database: engine, transactions and migrations, for SQLite by default and PostgreSQL by URL.

SQLite holds one writer at a time. A write transaction therefore takes the lock at its start (`BEGIN IMMEDIATE`), so
that what it reads stays true until it commits; on PostgreSQL unique constraints and row versions do the same work.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, Engine, make_url

URL_VARIABLE, FOLDER_VARIABLE = "YIDI_DATABASE_URL", "YIDI_DATA_DIR"
MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_WAIT_SECONDS = 10
MIGRATION_LOCK = 0x79696469  # "yidi"; any number that nothing else on the server uses

metadata = sa.MetaData()


class UtcDateTime(sa.types.TypeDecorator):  # type: ignore[misc]
    """A moment, always with its zone in Python; SQLite keeps no zone, so it stores UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:  # noqa: ARG002
        """To UTC; a moment without a zone is refused."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(dt.timezone.utc) if value else None

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:  # noqa: ARG002
        """From the database, with its zone."""
        if value is None or value.tzinfo:
            return value
        return value.replace(tzinfo=dt.timezone.utc)


class Database:
    """Transactions on one database. Safe to share by threads; make one a process."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _engine(self.url)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view, without taking the write lock."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed when the block ends well, rolled back when it raises."""
        with self.engine.execution_options(yidi_write=True).begin() as connection:
            yield connection

    def migrate(self) -> None:
        """Bring the schema to the newest revision; several processes may start at once."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with _one_process_at_a_time(self.url), self.write() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def insert_if_new(connection: Connection, table: sa.Table, **values: Any) -> None:
    """Insert a row unless its key is there already, also when another process inserts it at the same moment."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())


def database_url(environment: Mapping[str, str] = os.environ) -> str:
    """YIDI_DATABASE_URL, else yidi.db in the data folder (YIDI_DATA_DIR, else build)."""
    folder = Path(environment.get(FOLDER_VARIABLE) or "build")
    return environment.get(URL_VARIABLE) or f"sqlite:///{folder.resolve()}/yidi.db"


def open_database(url: str | None = None) -> Database:
    """The database at `url`, else the configured one, with its schema up to date."""
    database = Database(url or database_url())
    if database.url.get_backend_name() == "sqlite" and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
    database.migrate()
    return database


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, future=True, pool_pre_ping=True)
    engine = sa.create_engine(url, future=True, connect_args={"timeout": LOCK_WAIT_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:  # noqa: ARG001
    connection.isolation_level = None  # the driver's own BEGIN comes too late; `_begin_sqlite` does it
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")  # a confirmed filing survives a power cut
    connection.execute("PRAGMA secure_delete=ON")  # what is erased is overwritten


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("yidi_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def _one_process_at_a_time(url: URL) -> Iterator[None]:
    """Switching a new SQLite file to WAL needs it alone, and no busy timeout covers that."""
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    with open(f"{url.database}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        engine = sa.create_engine(url, future=True)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        engine.dispose()
        yield
