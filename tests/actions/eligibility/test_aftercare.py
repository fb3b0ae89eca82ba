"""Change, cancel, renew: what each place's documents say, and from when."""

import datetime as dt
from itertools import product

import pytest

from actions.eligibility.aftercare import Filed, Wish, decide, tables
from actions.eligibility.verdict import Verdict
from knowledge.loader import load
from knowledge.model import Category, Mode

BASE = load()
ON = dt.date(2025, 7, 3)
HALF_YEAR, MONTH = dt.date(2025, 1, 3), dt.date(2025, 6, 3)


@pytest.mark.parametrize(
    ("place", "category", "mode", "filed_on", "urgent", "wish", "verdict", "fact"),
    [
        ("kunshan", "resident", "documents", MONTH, None, "change", "eligible", "suzhou.change_cancel.documents"),
        ("kunshan", "resident", "documents", None, None, "cancel", "eligible", "suzhou.change_cancel.documents"),
        ("kunshan", "worker", "commitment", MONTH, None, "change", "not_eligible", "suzhou.change_cancel.commitment"),
        ("kunshan", "worker", "commitment", HALF_YEAR, None, "change", "eligible", "suzhou.change_cancel.commitment"),
        ("kunshan", "worker", "commitment", MONTH, None, "cancel", "local", "suzhou.change_cancel.commitment_early"),
        ("kunshan", "temporary", None, MONTH, None, "cancel", "local", "suzhou.change_cancel.short_term"),
        ("kunshan", "temporary", None, MONTH, None, "renew", "local", "suzhou.validity.temporary"),
        ("kunshan", "referral", None, MONTH, None, "change", "local", "suzhou.change_cancel.short_term"),
        ("huaian", "resident", None, MONTH, False, "cancel", "not_eligible", "huaian.change_cancel.three_months"),
        ("huaian", "resident", None, MONTH, True, "cancel", "eligible", "huaian.change_cancel.window"),
        ("xuyi", "retiree", None, HALF_YEAR, None, "cancel", "eligible", "huaian.change_cancel.phone"),
        ("huaian", "worker", None, MONTH, None, "change", "eligible", "huaian.change_cancel.change"),
        ("huaian", "referral", None, MONTH, None, "cancel", "local", "huaian.change_cancel.referral"),
        ("yangling", "resident", None, MONTH, None, "cancel", "local", "yangling.change_cancel.unknown"),
        ("nanjing", "resident", None, MONTH, None, "change", "eligible", "jiangsu.change_cancel.papers"),
        ("nanjing", "referral", None, MONTH, None, "cancel", "local", "jiangsu.change_cancel.referral"),
        ("北京市", "resident", None, None, None, "cancel", "local", "china.change_cancel.ask"),
    ],
)
def test_rules_of_the_places(place, category, mode, filed_on, urgent, wish, verdict, fact):
    filed = Filed(place, Category(category), Mode(mode) if mode else None, filed_on, urgent)
    found = decide(Wish(wish), filed, BASE, ON)
    assert found.verdict.value == verdict
    assert fact in found.facts


@pytest.mark.parametrize(
    ("filed", "wish", "missing"),
    [
        (Filed("kunshan", Category.resident), Wish.change, ("mode", "early")),
        (Filed("kunshan", Category.resident, Mode.commitment), Wish.change, ("early",)),
        (Filed("kunshan", Category.resident, filed_on=MONTH), Wish.change, ("mode",)),
        (Filed("huaian", Category.worker, filed_on=MONTH), Wish.cancel, ("urgent",)),
    ],
)
def test_what_is_unknown_is_asked_and_never_taken_for_no(filed, wish, missing):
    assert decide(wish, filed, BASE, ON).missing == missing


@pytest.mark.parametrize(
    ("filed_on", "possible_from"),
    [("2025-06-03", "2025-12-03"), ("2025-02-28", "2025-08-28"), ("2025-01-04", "2025-07-04"), ("2025-01-03", None)],
)
def test_the_day_from_which_it_will_do(filed_on, possible_from):
    filed = Filed("kunshan", Category.resident, Mode.commitment, dt.date.fromisoformat(filed_on))
    found = decide(Wish.change, filed, BASE, ON).possible_from
    assert found == (dt.date.fromisoformat(possible_from) if possible_from else None)


def test_no_such_day_in_the_last_month_means_the_next_day():
    filed = Filed("kunshan", Category.resident, Mode.commitment, dt.date(2024, 8, 31))
    assert decide(Wish.change, filed, BASE, dt.date(2025, 2, 28)).possible_from == dt.date(2025, 3, 1)


@pytest.mark.parametrize("place", tables())
def test_every_case_of_every_place_has_a_row_with_facts_that_exist(place: str):
    insured = {"jiangsu": "nanjing", "china": "北京市"}.get(place, place)
    for wish, category, mode, urgent in product(Wish, Category, Mode, (True, False)):
        found = decide(wish, Filed(insured, category, mode, MONTH, urgent), BASE, ON)
        assert found.verdict is not Verdict.needs_detail
        assert found.facts
