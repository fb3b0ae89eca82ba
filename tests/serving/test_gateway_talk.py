"""Filing through the agency's interface in a conversation over REST: a real server, a real gateway, real sockets."""

from __future__ import annotations

import pytest

from actions.filing.model import State
from tests.actions.filing.samples import ADULT, MOBILE
from tests.serving.citizen import Traveller


@pytest.fixture
def server(nursery, gateway, tmp_path):
    return nursery.server(YIDI_DATABASE_URL=f"sqlite:///{tmp_path / 'yidi.db'}", **gateway)


@pytest.mark.parametrize(
    ("city", "moods", "said", "filed"),
    [
        ("杭州", [], "经办机构已受理通过。经办机构回执：G00001", 1),
        ("宁波", ["fail"], "经办机构已受理通过。经办机构回执：G00001", 1),
        ("上海", ["slow"], "经办机构已受理通过。经办机构回执：G00001", 1),
        ("北京", ["lost"], "经办机构已受理通过。经办机构回执：G00001", 1),
        ("广州", ["received"], "经办机构收到了，还在办理。经办机构回执：G00001", 1),
        ("深圳", ["reject"], "经办机构没有通过这份备案", 1),
        ("天津", ["fail", "fail"], "您的确认已保存", 0),
        ("重庆", ["lost", "lost"], "您的确认已保存", 1),
        ("合肥", ["slow", "slow"], "您的确认已保存", 0),
    ],
    ids=lambda value: "+".join(value) or "ok" if isinstance(value, list) else None,
)
def test_every_mood_of_the_agency_ends_in_a_clear_reply(server, agency, city, moods, said, filed):
    agency.moods.extend(moods)
    traveller = Traveller(f"moods of {city}", city)
    traveller.go_on(server)
    assert said in traveller.heard[-1]
    assert "我没有替您提交" not in traveller.heard[-1]
    assert len(agency.filings) == filed
    told = "".join(traveller.heard)
    assert ADULT not in told
    assert MOBILE not in told


@pytest.mark.parametrize("moods", [["fail", "fail"], ["lost", "lost"]], ids="+".join)
def test_what_the_agency_did_not_answer_is_handed_over_when_the_citizen_asks(server, agency, moods):
    agency.moods.extend(moods)
    traveller, other = Traveller(f"waits after {moods}", "成都"), f"asks after {moods}"
    traveller.go_on(server)
    server.say(other, "我的备案办好了吗")
    reply = server.say(other, f"{traveller.receipt}，{ADULT[-4:]}")
    assert "状态：经办机构已受理通过" in reply["text"]
    assert len(agency.filings) == 1


def test_confirming_twice_and_filing_the_same_trip_again_make_one_filing(server, agency):
    traveller = Traveller("twice", "武汉")
    traveller.go_on(server)
    first = traveller.receipt
    assert first in server.say("twice", "确认")["text"]
    assert "不会撤掉" in server.say("twice", "不办了")["text"]
    again = Traveller("twice", "武汉")
    again.go_on(server)
    assert "没有再办第二份" in again.heard[-1]
    assert again.receipt == first
    assert len(agency.filings) == 1


def test_a_withdrawal_goes_through_the_agency(server, agency):
    traveller = Traveller("withdraws", "南昌")
    traveller.go_on(server)
    server.say("withdraws", "取消我刚才办的备案")
    assert "由经办机构决定" in server.say("withdraws", f"{traveller.receipt} {ADULT[-4:]}")["text"]
    agency.moods.append("reject")
    assert "没有同意撤销" in server.say("withdraws", "是")["text"]
    server.say("withdraws", "取消")
    agency.moods.extend(["fail", "fail"])
    assert "撤没撤成还不知道" in server.say("withdraws", "嗯撤吧")["text"]
    server.say("withdraws", "还是撤掉")
    assert "经办机构已经撤销了这份备案" in server.say("withdraws", "是")["text"]
    assert [record["status"] for record in agency.filings.values()] == [State.withdrawn.value]


def test_after_many_silences_the_agency_is_left_alone_and_the_citizen_told_the_same(server, agency):
    agency.moods.extend(["fail"] * 20)
    for city in ("杭州", "宁波", "武汉", "成都"):
        traveller = Traveller(f"breaker {city}", city)
        traveller.go_on(server)
        assert "您的确认已保存" in traveller.heard[-1]
    assert agency.requests == 5
    server.say("breaker 成都", "我的备案办好了吗")
    shown = server.say("breaker 成都", f"{traveller.receipt} {ADULT[-4:]}")
    assert "等待提交给经办机构" in shown["text"]
    assert "buttons" not in shown
    assert "交上去之前不能撤" in server.say("breaker 成都", "取消")["text"]


@pytest.mark.parametrize(("said", "between"), [("重新办", []), ("我要再办一次", ["备案收费吗"])])
def test_a_refused_filing_is_made_anew_in_ones_own_words(server, agency, said, between):
    agency.moods.append("reject")
    traveller = Traveller(f"anew {said}", "长沙")
    traveller.go_on(server)
    assert "说“重新办”" in traveller.heard[-1]
    for text in between:
        server.say(f"anew {said}", text)
    reply = server.say(f"anew {said}", said)["text"]
    assert "给谁办" in reply
    assert "昆山市参保，去长沙市看病" in reply


def test_what_the_agency_says_in_words_is_passed_on(server, agency):
    agency.said.append({"status": "rejected", "receipt": "G1", "reason": "参保状态为暂停"})
    traveller = Traveller("reason", "贵阳")
    traveller.go_on(server)
    assert "经办机构说的原因：参保状态为暂停。" in traveller.heard[-1]
