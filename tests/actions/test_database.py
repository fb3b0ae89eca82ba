"""The schema that the migrations make is the one the code uses; several processes may start at once."""

import datetime as dt
import multiprocessing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import actions.filing.tables  # noqa: F401
import actions.records.tables  # noqa: F401
import bot.channels.web.history  # noqa: F401
from actions.database import Database, UtcDateTime, metadata, open_database
from actions.eligibility.material_record import Material, MaterialRecords, Report
from actions.records.tables import wrong_look_up
from knowledge.model import Category, Mode


def test_migrations_make_exactly_the_tables_of_the_code(database: Database):
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_web_tables_that_were_there_before_the_migrations_are_taken_over(database: Database):
    with database.write() as connection:
        for later in ("material_event", "material_filing"):
            connection.execute(sa.text(f"DROP TABLE {later}"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001_filing'"))
    database.migrate()
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_material_filings_made_before_they_had_a_number_are_given_one(database: Database, keys):
    records = MaterialRecords(database, keys)
    before = records.report("web:1", Material("suzhou", None, Category.resident, Mode.documents), Report.done)
    with database.write() as connection:
        connection.execute(sa.text("DROP INDEX ix_material_filing_receipt"))
        connection.execute(sa.text("ALTER TABLE material_filing DROP COLUMN receipt"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0003_material'"))
    database.migrate()
    known = records.get(before.id)
    assert known
    assert records.by_receipt(known.receipt) == known
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_opening_again_changes_nothing(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'yidi.db'}"
    open_database(url).close()
    open_database(url).close()


def test_sqlite_writes_ahead_and_waits(sqlite: Database):
    with sqlite.read() as connection:
        pragma = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in
                  ("journal_mode", "foreign_keys", "secure_delete", "busy_timeout")}  # fmt: skip
    assert pragma == {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 10000}


def test_four_processes_start_on_an_empty_folder(tmp_path: Path):
    processes = multiprocessing.get_context("fork")
    url = f"sqlite:///{tmp_path / 'new' / 'yidi.db'}"
    starting = [processes.Process(target=open_database, args=(url,)) for _ in range(4)]
    for process in starting:
        process.start()
    for process in starting:
        process.join()
    assert [process.exitcode for process in starting] == [0, 0, 0, 0]


def test_a_failed_transaction_leaves_nothing(database: Database, clock):
    row = wrong_look_up.insert().values(subject="s", failures=1, last_at=clock())

    def write_twice() -> None:
        with database.write() as connection:
            connection.execute(row)
            connection.execute(row)

    with pytest.raises(sa.exc.IntegrityError):
        write_twice()
    with database.read() as connection:
        assert connection.execute(sa.select(wrong_look_up)).all() == []


def test_moments_keep_their_zone(database: Database):
    shanghai = dt.timezone(dt.timedelta(hours=8))
    moment = dt.datetime(2025, 7, 3, 1, 30, tzinfo=shanghai)
    with database.write() as connection:
        connection.execute(wrong_look_up.insert().values(subject="s", failures=1, last_at=moment))
    with database.read() as connection:
        assert connection.execute(sa.select(wrong_look_up.c.last_at)).scalar_one() == moment


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        UtcDateTime().process_bind_param(dt.datetime(2025, 7, 3), None)
