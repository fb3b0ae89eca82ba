"""What the office erases by itself, and on demand."""

import datetime as dt

import anyio

from actions.filing.repository import Repository
from actions.tasks.housekeeping import purge
from bot.channels.web.history import History, retention_rules
from tests.actions.filing.samples import make_draft

TODAY = dt.date(2025, 7, 3)


def test_a_purge_covers_filings_the_vault_wrong_look_ups_and_the_web(office):
    office.service.confirm(make_draft(), "web:1", TODAY)
    office.vault.open_for("web:1")
    later = dt.datetime(2030, 1, 1, tzinfo=dt.timezone.utc)
    history = History(office.database, hours=24)
    anyio.run(history.claim, "web:1", "message1", "你好", 60.0)
    reports = {report.what: (report.erased, report.left_over) for report in purge(office, retention_rules(24), later)}
    assert reports == {
        "personal fields of filings": (1, 0),
        "owners of material filings": (0, 0),
        "vault": (1, 0),
        "wrong look-ups": (0, 0),
        "web turns": (1, 0),
    }
    assert anyio.run(history.turns, "web:1") == []
    assert Repository(office.database, office.keys).of_conversation("web:1")[0].history


def test_a_purge_leaves_what_is_not_due(office):
    anyio.run(History(office.database, hours=24).claim, "web:1", "message1", "你好", 60.0)
    assert {report.erased for report in purge(office, retention_rules(24))} == {0}
    assert {report.erased for report in purge(office, retention_rules(0))} == {0, 1}
