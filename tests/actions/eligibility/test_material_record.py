"""Reports of filings that citizens make themselves: written down once, found by owner and by number, closed in time."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from actions.database import Database
from actions.eligibility.material_record import (
    KEPT,
    RULES,
    Material,
    MaterialRecords,
    Report,
    material_event,
    material_filing,
)
from actions.filing.receipts import read_receipt
from actions.records.keys import Keyring
from actions.records.retention import purge
from knowledge.model import Category, Mode

TO_SHANGHAI = Material("kunshan", "上海市", Category.resident, Mode.commitment)
SOMEWHERE = Material("huaian", None, Category.worker, Mode.documents)


@pytest.fixture
def records(database: Database, keys, clock) -> MaterialRecords:
    return MaterialRecords(database, keys, clock)


def count(database: Database, table: sa.Table) -> int:
    with database.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_a_history_grows_by_what_is_new_in_its_order(records: MaterialRecords, database: Database, clock):
    filed = records.report("web:1", TO_SHANGHAI, Report.stuck)
    days = [clock()]
    for report in (Report.stuck, Report.done, Report.done, Report.cancelled):
        clock.forward(days=1)
        days.append(clock())
        filed = records.report("web:1", filed, report)
    assert filed.history == (
        (days[0], Report.stuck),
        (days[2], Report.done),
        (days[4], Report.cancelled),
    )
    assert (filed.done_at, filed.stands) == (days[2], Report.cancelled)
    assert count(database, material_filing) == 1


def test_it_comes_back_as_it_was_reported(records: MaterialRecords):
    for filing in (TO_SHANGHAI, SOMEWHERE):
        stored = records.report("web:1", filing, Report.done)
        assert (stored.insured, stored.destination, stored.category, stored.mode) == (
            filing.insured,
            filing.destination,
            filing.category,
            filing.mode,
        )


def test_a_conversation_finds_its_own_the_newest_first(records: MaterialRecords, clock):
    first = records.report("web:1", TO_SHANGHAI, Report.done)
    clock.forward(hours=1)
    second = records.report("web:1", SOMEWHERE, Report.done)
    records.report("web:2", SOMEWHERE, Report.done)
    assert records.of_conversation("web:1") == [second, first]
    assert records.of_conversation("web:3") == []


def test_a_receipt_number_finds_exactly_one(records: MaterialRecords):
    first, second = (records.report("web:1", filing, Report.done) for filing in (TO_SHANGHAI, SOMEWHERE))
    assert first.receipt != second.receipt
    assert read_receipt(f"编号{first.receipt}") == first.receipt
    assert records.by_receipt(first.receipt) == first
    assert records.by_receipt("K482-T913-M063") is None


def test_no_two_filings_have_one_number(records: MaterialRecords, database: Database):
    first, second = (records.report("web:1", filing, Report.done) for filing in (TO_SHANGHAI, SOMEWHERE))
    same = material_filing.update().where(material_filing.c.id == second.id).values(receipt=first.receipt)
    with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
        connection.execute(same)


@pytest.mark.parametrize("change", [material_event.update().values(report="x"), material_event.delete()])
def test_the_database_itself_refuses_to_change_a_history(records: MaterialRecords, database: Database, change):
    filed = records.report("web:1", TO_SHANGHAI, Report.done)
    with pytest.raises(sa.exc.DBAPIError), database.write() as connection:
        connection.execute(change)
    assert records.get(filed.id) == filed


def test_after_its_time_nobody_can_point_to_it_any_more(records: MaterialRecords, database: Database, clock):
    filed = records.report("web:1", TO_SHANGHAI, Report.done)
    made = clock()
    early, late = made + KEPT - dt.timedelta(days=1), made + KEPT
    assert [(report.erased, report.left_over) for report in purge(database, RULES, early)] == [(0, 0)]
    assert [(report.erased, report.left_over) for report in purge(database, RULES, late)] == [(1, 0)]
    assert records.of_conversation("web:1") == []
    assert records.by_receipt(filed.receipt) is None
    assert count(database, material_event) == 1


def test_a_new_key_still_finds_what_the_old_one_owned(records: MaterialRecords, database: Database, keys):
    filed = records.report("web:1", TO_SHANGHAI, Report.done)
    rotated = MaterialRecords(database, Keyring([b"n" * 32, b"k" * 32]))
    assert rotated.of_conversation("web:1") == [filed]


def test_a_conversation_that_is_forgotten_has_no_filings_and_its_number_leads_nowhere(records: MaterialRecords):
    mine = records.report("web:1", TO_SHANGHAI, Report.done)
    other = records.report("web:2", replace(TO_SHANGHAI, id="another"), Report.done)
    records.disown("web:1")
    assert records.of_conversation("web:1") == []
    assert records.by_receipt(mine.receipt) is None
    assert records.of_conversation("web:2") == [other]


def test_the_same_report_from_two_processes_at_once_makes_one_filing(records: MaterialRecords, database: Database):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: records.report("web:1", TO_SHANGHAI, Report.done), range(8)))
    assert count(database, material_filing) == 1
    assert len(records.of_conversation("web:1")) == 1
