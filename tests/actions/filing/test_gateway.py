"""Filing through an agency's interface that is slow, fails, repeats itself, or loses its answers."""

import pytest

from actions.filing.breaker import CircuitBreaker
from actions.filing.errors import Code, FilingError
from actions.filing.gateway import Gateway, GatewayUnavailableError, Settings
from actions.filing.model import By, State
from actions.filing.tables import filing
from tests.actions.filing.reference_gateway import ReferenceGateway
from tests.actions.filing.samples import ADULT, TODAY, House, make_draft, make_house


def confirm(office: House, **changes: object):
    return office.service.confirm(make_draft(**changes), "web:1", TODAY)


def test_a_filing_is_accepted_with_the_agencys_receipt(filing_office: House, agency: ReferenceGateway):
    made = confirm(filing_office)
    assert (made.state, made.agency_receipt) == (State.accepted, "G00001")
    assert [(event.state, event.by) for event in made.history][-1] == (State.accepted, By.agency)
    sent = next(iter(agency.filings.values()))["data"]
    assert (sent["insured_at"], sent["destination"]) == ("江苏省苏州市昆山市", "浙江省杭州市")
    assert sent["person"]["id_number"] == ADULT


@pytest.mark.parametrize(
    ("moods", "state", "requests"),
    [
        (["ok"], State.accepted, 1),
        (["fail", "ok"], State.accepted, 2),
        (["busy", "ok"], State.accepted, 2),
        (["garbage", "ok"], State.accepted, 2),
        (["lost", "ok"], State.accepted, 2),
        (["slow", "ok"], State.accepted, 2),
        (["received"], State.submitted, 1),
        (["reject"], State.rejected, 1),
        (["fail", "fail", "ok"], State.confirmed, 2),
        (["lost", "lost", "ok"], State.confirmed, 2),
        (["slow", "slow", "ok"], State.confirmed, 2),
    ],
)
def test_moods_of_an_agency(filing_office: House, agency: ReferenceGateway, moods, state, requests):
    agency.moods.extend(moods)
    made = confirm(filing_office)
    assert (made.state, agency.requests) == (state, requests)
    assert [filing.state for filing in filing_office.service.resume()] == (
        [State.accepted] if state is State.confirmed else []
    )
    assert len(agency.filings) == 1


def test_confirming_again_does_not_ask_the_agency_again(filing_office: House, agency: ReferenceGateway):
    assert confirm(filing_office) == confirm(filing_office)
    assert agency.requests == 1


def test_the_agencys_later_decision_shows_in_the_look_up(filing_office: House, agency: ReferenceGateway):
    agency.moods.append("received")
    made = confirm(filing_office)
    assert filing_office.service.find("web:1", made.receipt, "002X").state is State.submitted
    agency.decide("G00001", "accepted")
    assert filing_office.service.find("web:1", made.receipt, "002X").state is State.accepted


def test_a_withdrawal_is_the_agencys_to_grant(filing_office: House, agency: ReferenceGateway):
    made = confirm(filing_office)
    agency.moods.append("reject")
    with pytest.raises(FilingError) as caught:
        filing_office.service.withdraw(made)
    assert caught.value.code is Code.not_now
    assert filing_office.service.withdraw(made).state is State.withdrawn


def test_a_filing_on_its_way_is_not_withdrawn_behind_the_agencys_back(filing_office: House, agency: ReferenceGateway):
    agency.moods.extend(["lost", "lost"])
    made = confirm(filing_office)
    with pytest.raises(FilingError):
        filing_office.service.withdraw(made)


def test_a_wrong_secret_gets_nothing_and_the_filing_waits(sqlite, settings: Settings, agency, keys, clock):
    stranger = Gateway(Settings(settings.url, "tests", b"wrong"))
    office = make_house(sqlite, stranger, keys, clock)
    assert confirm(office).state is State.confirmed
    assert agency.filings == {}
    stranger.close()


def test_after_five_failures_the_agency_is_left_alone_for_a_while(settings: Settings, agency: ReferenceGateway, sqlite):
    moment = 0.0
    careful = Gateway(settings, CircuitBreaker(most_failures=5, pause=30, now=lambda: moment))
    office = make_house(sqlite, careful)
    agency.moods.extend(["fail"] * 6)
    for number, requests in ((1, 2), (2, 4), (3, 5), (4, 5)):
        confirm(office, key=f"draft-{number:04}", destination=["上海市", "杭州市", "nanjing", "wuxi"][number - 1])
        assert agency.requests == requests
    moment = 31.0
    office.service.resume()
    assert agency.requests == 6
    moment = 62.0
    assert [filing.state for filing in office.service.resume()] == [State.accepted] * 4
    careful.close()


def test_an_unreachable_agency_is_unavailable(filing_office: House):
    made = confirm(filing_office)
    nowhere = Gateway(Settings("http://127.0.0.1:9/v1", "tests", b"s"))
    with pytest.raises(GatewayUnavailableError):
        nowhere.status(made)
    nowhere.close()


def test_no_personal_value_is_logged(filing_office: House, agency: ReferenceGateway, caplog: pytest.LogCaptureFixture):
    agency.moods.extend(["fail", "garbage"])
    confirm(filing_office)
    assert caplog.records
    assert ADULT not in caplog.text
    assert "13800000000" not in caplog.text


@pytest.mark.parametrize(
    "answer",
    [{"status": "accepted"}, {"status": "accepted", "receipt": None}, {"status": "accepted", "receipt": ""},
     {"status": "accepted", "receipt": "G" * 65}, {"status": ["accepted"], "receipt": "G1"}, {"receipt": "G1"}],
)  # fmt: skip
def test_an_answer_of_another_shape_is_none(filing_office: House, agency: ReferenceGateway, answer: dict):
    agency.said.extend([answer, answer])
    made = confirm(filing_office)
    assert made.state is State.confirmed
    assert filing_office.service.resume()[0].agency_receipt == "G00001"


def test_a_reason_that_is_too_long_is_cut_and_not_lost(filing_office: House, agency: ReferenceGateway):
    agency.said.append({"status": "rejected", "receipt": "G1", "reason": "长" * 900})
    assert confirm(filing_office).history[-1].note == "长" * 200


def test_a_withdrawal_whose_answer_was_lost_shows_in_the_look_up(filing_office: House, agency: ReferenceGateway):
    made = confirm(filing_office)
    agency.moods.extend(["lost", "lost"])
    with pytest.raises(FilingError):
        filing_office.service.withdraw(made)
    assert filing_office.service.find("web:1", made.receipt, "002X").state is State.withdrawn


def test_a_filing_that_cannot_be_opened_holds_up_no_other(filing_office: House, agency: ReferenceGateway):
    agency.moods.extend(["fail"] * 4)
    lost = confirm(filing_office)
    confirm(filing_office, key="draft-0002", destination="上海市")
    with filing_office.database.write() as connection:
        connection.execute(filing.update().where(filing.c.id == lost.id).values(personal=b"sealed with a lost key"))
    assert [made.state for made in filing_office.service.resume()] == [State.accepted]
