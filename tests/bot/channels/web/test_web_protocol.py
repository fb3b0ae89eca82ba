"""The protocol of <yidi-chat>: what a message gets back, once, and who may ask."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from tests.bot.channels.web.conftest import ORIGIN, MakeClient, open_session
from tests.web.script import Gate

MESSAGE = {"id": "message-1", "text": "要带什么材料"}
ID_NUMBER = "11010519491231002X"


def events(body: str) -> list[tuple[str, dict]]:
    blocks = [block.split("\n") for block in body.strip().split("\n\n") if not block.startswith(":")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def test_a_message_is_answered_as_events_in_order(client: TestClient) -> None:
    me = open_session(client)
    response = client.post(
        "/web/messages", json={"id": "message-1", "text": "两条"}, headers={**me, "accept": "text/event-stream"}
    )
    assert response.headers["content-type"].startswith("text/event-stream")
    assert [name for name, _ in events(response.text)] == ["working", "reply", "reply", "done"]


def test_where_streams_are_missing_the_answer_is_json(client: TestClient) -> None:
    reply = client.post("/web/messages", json=MESSAGE, headers=open_session(client)).json()["replies"][0]
    assert reply["text"].startswith("按苏州市参保来答")
    assert [choice["title"] for choice in reply["choices"]] == ["长期住外地", "医院转诊"]
    assert reply["answer"]["place"]["name"] == "苏州市"


def test_a_retry_gets_the_same_answer_and_is_said_once(client: TestClient, gate: Gate) -> None:
    me = open_session(client)
    first = client.post("/web/messages", json=MESSAGE, headers=me).json()
    assert client.post("/web/messages", json=MESSAGE, headers=me).json() == first
    assert gate.said == ["要带什么材料"]


def test_a_retry_at_another_process_is_said_once(make_client: MakeClient, gate: Gate) -> None:
    with make_client() as one, make_client() as other:
        me = open_session(one)
        first = one.post("/web/messages", json=MESSAGE, headers=me).json()
        assert other.post("/web/messages", json=MESSAGE, headers=me).json() == first
    assert len(gate.said) == 1


def test_a_button_carries_a_token_and_the_history_shows_its_title(client: TestClient) -> None:
    me = open_session(client)
    choice = client.post("/web/messages", json=MESSAGE, headers=me).json()["replies"][0]["choices"][0]
    client.post("/web/messages", json={"id": "message-2", **choice}, headers=me)
    turns = client.get("/web/messages", headers=me).json()["turns"]
    assert [turn["said"] for turn in turns] == ["要带什么材料", "长期住外地"]
    assert turns[1]["replies"][0]["answer"]["id"] == "a1b2c3"


def test_the_history_can_be_read_from_a_turn_on(client: TestClient) -> None:
    me = open_session(client)
    for number in (1, 2):
        client.post("/web/messages", json={"id": f"message-{number}", "text": f"第{number}句"}, headers=me)
    first, second = client.get("/web/messages", headers=me).json()["turns"]
    assert client.get(f"/web/messages?after={first['id']}", headers=me).json()["turns"] == [second]


def test_personal_numbers_are_masked_before_they_are_stored(client: TestClient) -> None:
    me = open_session(client)
    client.post("/web/messages", json={"id": "message-1", "text": f"身份证{ID_NUMBER}"}, headers=me)
    client.post("/web/ratings", json={"message": "message-1", "score": 1, "reason": f"我是{ID_NUMBER}"}, headers=me)
    assert ID_NUMBER not in client.get("/web/messages", headers=me).text


def test_what_holds_no_personal_number_is_kept_as_written(client: TestClient) -> None:
    me = open_session(client)
    client.post("/web/messages", json={"id": "message-1", "text": "你好，１２３！"}, headers=me)
    assert client.get("/web/messages", headers=me).json()["turns"][0]["said"] == "你好，１２３！"


def test_erasing_forgets_the_turns_and_gives_a_new_session(client: TestClient) -> None:
    me = open_session(client)
    client.post("/web/messages", json=MESSAGE, headers=me)
    fresh = client.delete("/web/messages", headers=me).json()["session"]
    assert client.get("/web/messages", headers=me).json()["turns"] == []
    assert client.get("/web/messages", headers={"authorization": f"Bearer {fresh}"}).json()["turns"] == []


@pytest.mark.parametrize("score", [1, 2, 3, 4, 5])
def test_ratings_of_five_levels_are_stored(client: TestClient, score: int) -> None:
    me = open_session(client)
    assert client.post("/web/ratings", json={"message": "message-1", "score": score}, headers=me).status_code == 204


BAD = [
    ("no id", {"text": "你好"}),
    ("id with other signs", {"id": "a b c d e f g", "text": "你好"}),
    ("nothing said", {"id": "message-1", "text": "  "}),
    ("unknown key", {"id": "message-1", "text": "你好", "sender": "someone"}),
    ("text beyond all measure", {"id": "message-1", "text": "很" * 20_001}),
]


@pytest.mark.parametrize("body", [body for _, body in BAD], ids=[name for name, _ in BAD])
def test_what_is_no_message_is_refused_in_words(client: TestClient, body: dict) -> None:
    response = client.post("/web/messages", json=body, headers=open_session(client))
    assert response.status_code == 400
    assert "12393" in response.json()["error"]["text"]


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    response = client.post("/web/messages", content=b"x" * 200_000, headers=open_session(client))
    assert response.status_code == 413


def test_too_many_messages_get_429_with_the_time_to_wait(make_client: MakeClient) -> None:
    with make_client(messages_per_minute=2) as client:
        me = open_session(client)
        sent = [client.post("/web/messages", json={"id": f"message-{n}", "text": "你好"}, headers=me) for n in range(6)]
        # Six requests can touch two minutes, so that at most four pass.
        refused = [response for response in sent if response.status_code == 429]
        assert len(refused) >= 2
        error = refused[0].json()["error"]
        assert error["code"] == "too_many"
        assert str(error["retry_after"]) == refused[0].headers["retry-after"]
        assert f"请等{error['retry_after']}秒" in error["text"]


class TestSessions:
    def test_without_one_nothing_is_served(self, client: TestClient) -> None:
        assert client.get("/web/messages").status_code == 401

    @pytest.mark.parametrize(
        "change",
        [
            lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
            lambda token: "x" + token,
            lambda _: "a.1.b",
            lambda _: "中文.1.b",
        ],
    )
    def test_a_forged_one_is_refused(self, client: TestClient, change) -> None:  # noqa: ANN001
        forged = change(open_session(client)["authorization"].removeprefix("Bearer "))
        response = client.get("/web/messages", headers={"authorization": f"Bearer {forged}".encode()})
        assert response.status_code == 401

    def test_one_of_another_site_is_refused(self, client: TestClient) -> None:
        there = open_session(client, origin=ORIGIN)
        assert client.get("/web/messages", headers=there).status_code == 200
        assert client.get("/web/messages", headers={"authorization": there["authorization"]}).status_code == 401

    def test_one_that_has_run_out_is_refused(self, make_client: MakeClient) -> None:
        with make_client(history_hours=0) as client:
            assert client.get("/web/messages", headers=open_session(client)).status_code == 401


class TestOrigins:
    def test_a_configured_one_may_embed_the_chat(self, client: TestClient) -> None:
        asked = {
            "origin": ORIGIN,
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,content-type",
        }
        response = client.options("/web/messages", headers=asked)
        assert response.headers["access-control-allow-origin"] == ORIGIN

    def test_another_one_may_not(self, client: TestClient) -> None:
        response = client.post("/web/session", headers={"origin": "https://elsewhere.example"})
        assert response.status_code == 403
        assert "access-control-allow-origin" not in response.headers


def test_cities_are_listed_by_province(client: TestClient) -> None:
    provinces = {province["name"]: province["cities"] for province in client.get("/web/places").json()["provinces"]}
    assert "苏州市" in provinces["江苏省"]
    assert provinces["上海市"] == ["上海市"]
