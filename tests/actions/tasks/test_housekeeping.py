"""What the office erases by itself, and on demand."""

import datetime as dt

from actions.filing.repository import Repository
from actions.tasks.housekeeping import purge
from tests.actions.filing.samples import make_draft

TODAY = dt.date(2025, 7, 3)


def test_a_purge_covers_filings_the_vault_and_wrong_look_ups(office):
    office.service.confirm(make_draft(), "web:1", TODAY)
    office.vault.open_for("web:1")
    later = dt.datetime(2030, 1, 1, tzinfo=dt.timezone.utc)
    reports = {report.what: (report.erased, report.left_over) for report in purge(office, later)}
    assert reports == {
        "personal fields of filings": (1, 0),
        "owners of material filings": (0, 0),
        "vault": (1, 0),
        "wrong look-ups": (0, 0),
    }
    assert Repository(office.database, office.keys).of_conversation("web:1")[0].history
