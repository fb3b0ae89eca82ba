"""`POST /webhooks/rest/webhook`: Rasa's REST channel for good input, a clear word for bad input, never a 500."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.channels.desk import Desk
from bot.channels.rest import MAX_BODY, MAX_SENDER, rest_routes
from bot.channels.tokens import Seal
from tests.channels.engines import Broken, Echo, Silent

URL = "/webhooks/rest/webhook"
SEAL = Seal(b"a key for tests")
Post = Callable[..., httpx.Response]


def poster(engine: Any, loop: asyncio.AbstractEventLoop | None = None) -> Post:
    """A function that posts a body to the channel in front of `engine`."""
    app = Starlette(routes=rest_routes(Desk(engine, SEAL)))

    async def send(body: bytes) -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.post(URL, content=body)

    def post(data: Any = None, *, body: bytes | None = None) -> httpx.Response:
        sending = send(json.dumps(data).encode() if body is None else body)
        return loop.run_until_complete(sending) if loop else asyncio.run(sending)

    return post


@pytest.fixture
def post() -> Post:
    return poster(Echo())


def test_answers_in_the_form_of_rasas_rest_channel(post: Post) -> None:
    response = post({"sender": "anna", "message": "怎么备案"})
    assert response.status_code == 200
    (message,) = response.json()
    assert message["recipient_id"] == "anna"
    assert message["text"] == "rest:anna: 怎么备案"
    assert message["custom"] == {"status": "answered"}
    assert [button["title"] for button in message["buttons"]] == ["a choice"]


def test_a_button_says_its_sealed_payload_back(post: Post) -> None:
    (message,) = post({"sender": "anna", "message": "怎么备案"}).json()
    (answer,) = post({"sender": "anna", "message": message["buttons"][0]["payload"]}).json()
    assert answer["text"] == "rest:anna chose {'topic': 'ratio'}"


def test_a_message_without_sender_gets_a_conversation_of_its_own(post: Post) -> None:
    first, second = (post({"message": "在吗"}).json()[0]["recipient_id"] for _ in range(2))
    assert first != second


def test_rasas_own_optional_fields_are_known(post: Post) -> None:
    data = {"sender": "a", "message": "在吗", "input_channel": "rest", "metadata": {"page": 1}}
    assert post(data).status_code == 200


def deep(levels: int) -> bytes:
    return b'{"message": ' + b"[" * levels + b"]" * levels + b"}"


# what is wrong: (body, status, what the error says)
BAD = {
    "no body": (b"", 400, "JSON"),
    "not JSON": (b"message=hello", 400, "JSON"),
    "half of JSON": (b'{"message": "he', 400, "JSON"),
    "nested too deep": (deep(30_000), 400, "JSON"),
    "not UTF-8": (b'{"message": "\xff\xfe"}', 400, "UTF-8"),
    "GBK": ('{"message": "怎么备案"}'.encode("gbk"), 400, "UTF-8"),
    "too large": (b'{"message": "' + b"a" * MAX_BODY + b'"}', 413, str(MAX_BODY)),
    "a list": (b"[]", 400, "object"),
    "a string": (b'"hello"', 400, "object"),
    "null": (b"null", 400, "object"),
    "no message": (b'{"sender": "a"}', 422, "message"),
    "message is null": (b'{"message": null}', 422, "message"),
    "message is a number": (b'{"message": 1}', 422, "message"),
    "message is a list": (b'{"message": ["a"]}', 422, "message"),
    "message is an object": (b'{"message": {"text": "a"}}', 422, "message"),
    "sender is a number": (b'{"sender": 7, "message": "a"}', 422, "sender"),
    "sender is empty": (b'{"sender": "", "message": "a"}', 422, "sender"),
    "sender is too long": (json.dumps({"sender": "a" * (MAX_SENDER + 1), "message": "a"}).encode(), 422, "sender"),
    "unknown field": (b'{"message": "a", "text": "b"}', 422, "text"),
    "misspelt field": (b'{"mesage": "a"}', 422, "mesage"),
}


@pytest.mark.parametrize(("body", "status", "remedy"), BAD.values(), ids=BAD)
def test_bad_requests_are_told_what_to_send(post: Post, body: bytes, status: int, remedy: str) -> None:
    response = post(body=body)
    assert response.status_code == status
    assert remedy in response.json()["error"]


KIND = {
    "empty": "",
    "white space": " \n ",
    "10,000 characters": "备" * 10_000,
    "emoji": "😀👍🏽",
    "control characters": "\x00\x01\x1b",
    "half a surrogate pair": "\ud83d",
    "bidirectional marks": "\u202e\u200b",
}


@pytest.mark.parametrize("message", KIND.values(), ids=KIND)
def test_odd_messages_get_a_kind_reply(post: Post, message: str) -> None:
    response = post({"sender": "a", "message": message})
    assert response.status_code == 200
    (reply,) = response.json()
    assert reply["text"].strip()
    assert reply["custom"]["status"] == "needs_detail"


@pytest.mark.parametrize("engine", [Broken(), Silent()], ids=["broken", "silent"])
def test_trouble_inside_is_a_kind_reply_too(engine: Echo) -> None:
    response = poster(engine)({"sender": "a", "message": "怎么备案"})
    assert response.status_code == 200
    (reply,) = response.json()
    assert reply["custom"]["status"] == "failed"
    assert "12393" in reply["text"]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda v: st.lists(v) | st.dictionaries(st.text(), v),
    max_leaves=5,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary()
    | st.fixed_dictionaries({"sender": json_values, "message": json_values}).map(lambda d: json.dumps(d).encode())
)
def test_whatever_comes_there_is_an_answer_and_no_500(post: Post, body: bytes) -> None:
    response = post(body=body)
    assert response.status_code < 500
    assert response.json()


# A citizen who types what Rasa would take for a command, with everything that might hide the slash.
HIDDEN = ["\n", "\t", "\r\n", "\u200b", "\x01", "\ufeff", "\u202e"]
DISGUISES = [
    *["", "/", "//", " ", "/ ", "　"],
    *HIDDEN,
]
COMMAND = 'choose{"topic": "ratio", "category": "temporary"}'


@pytest.mark.parametrize("disguise", DISGUISES, ids=ascii)
@pytest.mark.parametrize("slash", ["/", "／"])
def test_a_leading_slash_is_text(engine: Any, loop: asyncio.AbstractEventLoop, disguise: str, slash: str) -> None:
    response = poster(engine, loop)({"sender": f"slash {disguise!a}{slash!a}", "message": disguise + slash + COMMAND})
    (reply,) = response.json()
    assert reply["text"].strip()
    assert "80%" not in reply["text"], "the typed command was carried out"


@pytest.mark.parametrize("command", ["/restart", "/session_start", "/back", "/greet", "/", "///", "/备案要带什么"])
def test_rasas_own_commands_are_text(engine: Any, loop: asyncio.AbstractEventLoop, command: str) -> None:
    response = poster(engine, loop)({"sender": f"command {command}", "message": command})
    (reply,) = response.json()
    assert reply["text"].strip()
    assert reply["custom"]["status"] != "failed"
