"""Guided filing and what comes after it: once only, looked up by number, withdrawn, kept, erased."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from actions.filing import keeping
from actions.filing.errors import Code, FilingError
from actions.filing.look_up import LOCKED_FOR, MOST_FAILURES
from actions.filing.model import By, State, Way, Who
from actions.filing.tables import filing, filing_event
from actions.records.keys import Keyring
from actions.records.retention import purge
from actions.records.tables import purge_run
from tests.actions.filing.samples import ADULT, CHILD, MOBILE, OTHER_ADULT, TODAY, House, make_draft, make_house


def refused(call, *arguments) -> Code:
    with pytest.raises(FilingError) as caught:
        call(*arguments)
    return caught.value.code


def confirm(house: House, *, conversation: str = "web:1", **changes: object):
    return house.service.confirm(make_draft(**changes), conversation, TODAY)


def test_a_confirmation_is_stored_and_nothing_claims_that_we_filed(house: House):
    made = confirm(house)
    assert (made.state, made.way, made.agency_receipt) == (State.confirmed, Way.guided, None)
    assert [(event.state, event.by) for event in made.history] == [(State.confirmed, By.citizen)]


def test_the_same_confirmation_again_gives_the_same_filing_even_next_week(house: House):
    made = confirm(house)
    assert house.service.confirm(make_draft(), "web:1", TODAY + dt.timedelta(days=7)) == made


def test_the_same_key_for_another_trip_is_refused(house: House):
    confirm(house)
    assert refused(house.service.confirm, make_draft(destination="上海市"), "web:1", TODAY) is Code.key_reused


def test_the_same_trip_under_another_key_makes_no_second_filing(house: House):
    confirm(house)
    assert refused(house.service.confirm, make_draft(key="draft-0002"), "web:2", TODAY) is Code.duplicate


def test_after_a_withdrawal_the_trip_can_be_filed_again(house: House):
    house.service.withdraw(confirm(house))
    assert confirm(house, key="draft-0002").state is State.confirmed


def test_a_conversation_that_is_forgotten_has_no_filings_and_they_are_found_by_their_numbers(house: House):
    made, other = confirm(house), confirm(house, key="draft-0002", conversation="web:2", id_number=OTHER_ADULT)
    house.service.disown("web:1")
    assert house.service.own("web:1") == []
    assert house.service.own("web:2") == [other]
    assert house.service.find("web:1", made.receipt, ADULT[-4:]) == made


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id_number": "110105194912310021"}, Code.id_checksum),
        ({"id_number": CHILD}, Code.minor),
        ({"mobile": "1380000000"}, Code.mobile),
        ({"destination": "kunshan"}, Code.place_inside),
        ({"insured": "huaian"}, Code.not_insured_here),
        ({"start": TODAY - dt.timedelta(days=1)}, Code.date_past),
    ],
)
def test_bad_input_stores_nothing(house: House, changes: dict, code: Code):
    assert refused(house.service.confirm, make_draft(**changes), "web:1", TODAY) is code
    with house.database.read() as connection:
        assert connection.execute(sa.select(filing)).all() == []


def test_nobody_is_two_people_but_may_file_for_another_as_proxy(house: House):
    confirm(house)
    other = {"key": "draft-0002", "id_number": OTHER_ADULT}
    assert refused(house.service.confirm, make_draft(**other), "web:1", TODAY) is Code.other_person
    assert confirm(house, **other, who=Who.proxy).trip.who is Who.proxy


def test_no_personal_value_stands_in_clear(house: House):
    confirm(house)
    with house.database.read() as connection:
        row = repr(connection.execute(sa.select(filing)).one())
    for value in (ADULT, MOBILE, ADULT[-4:], "web:1"):
        assert value not in row
    assert house.repository.person(confirm(house).id).id_number == ADULT


def test_looking_up_by_receipt_and_last_four(house: House):
    made = confirm(house)
    for last_four in ("002X", "002x"):
        assert house.service.find("web:9", made.receipt, last_four).id == made.id
    for receipt, last_four in ((made.receipt, "0021"), ("K482-T913-M067", "002X"), (None, "002X")):
        assert refused(house.service.find, "web:9", receipt, last_four) is Code.not_found


def test_ten_wrong_look_ups_lock_for_a_while(house: House, clock):
    made = confirm(house)
    for _ in range(MOST_FAILURES):
        assert refused(house.service.find, "web:9", None, "0000") is Code.not_found
    assert refused(house.service.find, "web:9", made.receipt, "002X") is Code.locked
    assert house.service.find("web:8", made.receipt, "002X").id == made.id
    clock.forward(seconds=LOCKED_FOR.total_seconds())
    assert house.service.find("web:9", made.receipt, "002X").id == made.id


def test_guessing_one_receipt_from_many_conversations_locks_it(house: House):
    made = confirm(house)
    for number in range(MOST_FAILURES):
        assert refused(house.service.find, f"web:{number}", made.receipt, "0000") is Code.not_found
    assert refused(house.service.find, "web:new", made.receipt, "002X") is Code.locked


def test_a_right_look_up_forgets_the_wrong_ones(house: House):
    made = confirm(house)
    for _ in range(3):
        for _ in range(MOST_FAILURES - 1):
            assert refused(house.service.find, "web:9", None, "0000") is Code.not_found
        house.service.find("web:9", made.receipt, "002X")


def test_the_citizen_tells_how_it_went(house: House):
    made = confirm(house)
    stuck = house.service.report(made, done=False)
    assert stuck.state is State.confirmed
    done = house.service.report(house.repository.get(made.id), done=True)
    assert done.state is State.accepted
    assert [(event.state, event.by, event.note) for event in done.history] == [
        (State.confirmed, By.citizen, ""),
        (State.confirmed, By.citizen, "stuck"),
        (State.accepted, By.citizen, "reported done"),
    ]
    assert house.service.report(done, done=True) == done


def test_what_is_over_cannot_be_withdrawn_again(house: House):
    gone = house.service.withdraw(confirm(house))
    assert gone.state is State.withdrawn
    assert refused(house.service.withdraw, gone) is Code.not_now


def test_two_steps_from_the_same_state_make_one(house: House):
    made = confirm(house)
    first = house.repository.move(made, State.accepted, By.citizen)
    second = house.repository.move(made, State.withdrawn, By.citizen)
    assert (first.state, second.state, len(second.history)) == (State.accepted, State.accepted, 2)


@pytest.mark.parametrize("change", [filing_event.update().values(note="changed"), filing_event.delete()])
def test_history_can_only_be_added_to(house: House, change):
    confirm(house)
    with pytest.raises(sa.exc.DBAPIError, match="append only"), house.database.write() as connection:
        connection.execute(change)


def test_personal_data_is_erased_a_month_after_a_withdrawal_and_it_can_be_shown(house: House, clock):
    gone = house.service.withdraw(confirm(house))
    assert purge(house.database, keeping.RULES, clock())[0].erased == 0
    clock.forward(days=30)
    assert purge(house.database, keeping.RULES, clock())[0].erased == 1
    assert refused(house.repository.person, gone.id) is Code.not_found
    assert house.repository.get(gone.id).history == gone.history
    with house.database.read() as connection:
        runs = connection.execute(sa.select(purge_run.c.erased, purge_run.c.left_over).order_by(purge_run.c.id)).all()
    assert runs == [(0, 0), (1, 0)]


def test_personal_data_of_a_living_filing_is_erased_a_month_after_its_year(house: House, clock):
    confirm(house)
    clock.forward(days=395)
    assert purge(house.database, keeping.RULES, clock())[0].erased == 0
    clock.forward(days=2)
    assert purge(house.database, keeping.RULES, clock())[0].erased == 1


def test_after_a_change_of_keys_everything_is_found_and_the_old_key_may_go(database, clock):
    old, both, new = (Keyring(keys) for keys in ([b"o" * 32], [b"n" * 32, b"o" * 32], [b"n" * 32]))
    made = confirm(make_house(database, keys=old, now=clock))
    during = make_house(database, keys=both, now=clock)
    assert during.service.find("web:9", made.receipt, "002X").id == made.id
    assert keeping.reseal(database, both) == 1
    assert keeping.reseal(database, both) == 0
    after = make_house(database, keys=new, now=clock)
    assert after.service.find("web:9", made.receipt, "002X").id == made.id
    assert after.repository.person(made.id).id_number == ADULT


def test_guesses_at_the_same_time_are_no_more_than_one_by_one(house: House):
    made = confirm(house)
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: refused(house.service.find, "web:9", made.receipt, "0000"), range(30)))
    assert codes.count(Code.not_found) == MOST_FAILURES
    assert codes.count(Code.locked) == 30 - MOST_FAILURES
