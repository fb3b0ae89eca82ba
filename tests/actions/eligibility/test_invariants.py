"""What holds for every case that can be thought of."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.answering.compose import MAX_CHARS, Composer
from actions.eligibility.assess import ORDER, assess
from actions.eligibility.card import Cards
from actions.eligibility.case import Case
from actions.eligibility.otherwise import DURATIONS, outcome, overall
from actions.eligibility.rules import all_rules
from actions.eligibility.verdict import Verdict
from actions.situation import Situation
from knowledge.errors import NoValueForDate
from knowledge.loader import load
from knowledge.model import Category

ON = dt.date(2025, 7, 3)
BASE = load()
ASKED = [name for name in ORDER if name not in DURATIONS]
PLACES = ["kunshan", "park", "huaian", "xuyi", "yangling", "nanjing", "北京市"]
EXCLUSIVE = [
    (Category.retiree, Category.resident, Category.worker, Category.temporary),
    (Category.referral, Category.temporary),
]
LONG_TERM = (Category.retiree, Category.resident, Category.worker)

maybe = st.sampled_from([None, True, False])
cases = st.builds(
    Case,
    insured=st.sampled_from(PLACES),
    **{name: maybe for name in ASKED},
    months_there=st.none() | st.integers(0, 40),
    months_since_commitment=st.none() | st.integers(0, 12),
    **{name: st.booleans() for name in ("abroad", "several", "lapsed", "discharged", "committed")},
)


@given(cases, st.data())
@settings(max_examples=150, deadline=None)
def test_what_is_decided_stays_decided_whatever_comes_out(case: Case, data: st.DataObject):
    found = assess(case, BASE, ON)
    complete = {name: data.draw(st.booleans()) for name in ASKED if getattr(case, name) is None}
    # Whoever speaks of no commitment has made none.
    durations = [name for name in DURATIONS.values() if name != "months_since_commitment" or case.committed]
    complete |= {name: data.draw(st.integers(0, 40)) for name in durations if getattr(case, name) is None}
    final = assess(dataclasses.replace(case, **complete), BASE, ON)
    for decision in found.decisions:
        if decision.verdict is not Verdict.needs_detail:
            assert final[decision.category].verdict is decision.verdict
            assert set(final[decision.category].modes) <= set(decision.modes)
    assert not final.missing


@given(cases)
@settings(max_examples=150, deadline=None)
def test_outcomes_that_exclude_each_other_do(case: Case):
    found = assess(case, BASE, ON)
    for group in EXCLUSIVE:
        assert sum(found[category].verdict is Verdict.eligible for category in group) <= 1


@given(cases)
@settings(max_examples=100, deadline=None)
def test_every_result_has_a_reason_and_every_open_one_a_question(case: Case):
    for decision in assess(case, BASE, ON).decisions:
        assert bool(decision.reasons) is (decision.verdict is not Verdict.needs_detail)
        assert bool(decision.missing) is (decision.verdict is Verdict.needs_detail)
        assert bool(decision.modes) >= (decision.verdict is Verdict.eligible)
        assert all(reason.fact in BASE.facts for reason in decision.reasons)


@given(cases)
@settings(max_examples=60, deadline=None)
def test_only_what_changes_the_result_is_asked(case: Case):
    found = assess(case, BASE, ON)
    for name in found.missing:
        assert getattr(case, DURATIONS.get(name, name)) is None


@given(cases)
@settings(max_examples=60, deadline=None)
def test_every_case_has_a_card_that_can_be_read(case: Case):
    found = assess(case, BASE, ON)
    card = Cards(Composer(BASE, ON)).card(found, Situation(case.insured))
    assert 10 < len(card.text) <= MAX_CHARS
    assert "{" not in card.text
    assert card.to_json()["facts"] is not None


@given(cases)
@settings(max_examples=100, deadline=None)
def test_commitment_bars_of_suzhou(case: Case):
    found = assess(dataclasses.replace(case, insured="kunshan", abroad=False), BASE, ON)
    for decision in found.decisions:
        modes = {mode.value for mode in decision.modes}
        if decision.category not in LONG_TERM or case.several:
            assert "commitment" not in modes
        if decision.category in LONG_TERM and (case.months_since_commitment or 6) < 6:
            assert decision.verdict is not Verdict.eligible


@given(cases)
@settings(max_examples=60, deadline=None)
def test_nobody_inside_the_city_files(case: Case):
    found = assess(dataclasses.replace(case, away=False), BASE, ON)
    assert Verdict.eligible not in {decision.verdict for decision in found.decisions}


@pytest.mark.parametrize("place", PLACES)
def test_each_question_of_a_place_can_change_the_result(place: str):
    nothing_known = Case(place)
    for name in assess(nothing_known, BASE, ON).missing:
        assert name in ORDER
    assert overall(assess(nothing_known, BASE, ON)) in (Verdict.needs_detail, Verdict.local)
    assert outcome(assess(nothing_known, BASE, ON))[0] is overall(assess(nothing_known, BASE, ON))


@pytest.mark.parametrize("rules", all_rules().values(), ids=all_rules())
def test_every_rule_names_facts_that_exist_and_covers_all_categories(rules):
    named = {consequence.fact for consequence in rules.first}
    for rule in rules.categories.values():
        named |= {rule.fact, *(consequence.fact for consequence in rule.then)}
        named |= {mode.fact for mode in rule.modes.values()} | ({rule.no_mode.fact} if rule.no_mode else set())
    assert named <= set(BASE.facts)
    assert set(rules.categories) == set(Category)


def test_before_the_documents_there_is_no_answer():
    with pytest.raises(NoValueForDate):
        assess(Case("huaian", away=True, referral=True), BASE, dt.date(1999, 1, 1))
