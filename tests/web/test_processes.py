"""Several server processes with one key and one database serve a citizen as one; Redis carries what they share."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import redis
from playwright.sync_api import Page, Route, expect

from bot.channels.web.limits import Limits
from tests.actions.conftest import postgresql
from tests.redis_server import redis_server
from tests.web.services import Processes
from tests.web.steps import ask, say

CLIENTS = Path(__file__).parent / "clients"
PATIENCE = 20.0


@pytest.fixture(params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Processes, str, str]]:
    """Two processes over one database, and their addresses."""
    if request.param == "sqlite":
        with Processes(tmp_path) as processes:
            yield (processes, *processes.start(2))
        return
    with postgresql() as url, Processes(tmp_path, YIDI_DATABASE_URL=url) as processes:
        yield (processes, *processes.start(2))


class Citizen:
    """A client whose requests a load balancer sends now to one process, now to the other."""

    def __init__(self, first: str) -> None:
        # One public name stands before all processes; sessions are bound to it.
        self._client = httpx.Client(timeout=PATIENCE, headers={"host": "yidi.example"})
        session = self._client.post(f"{first}/web/session").json()["session"]
        self._client.headers["authorization"] = f"Bearer {session}"

    def say(self, at: str, name: str, text: str) -> list[str]:
        """Sends a message to a process; the texts of its replies."""
        answer = self._client.post(f"{at}/web/messages", json={"id": name, "text": text})
        return [reply["text"] for reply in answer.json()["replies"]]

    def history(self, at: str) -> list[str]:
        """What the process knows to have been said."""
        return [turn["said"] for turn in self._client.get(f"{at}/web/messages").json()["turns"]]

    def erase(self, at: str) -> None:
        """Forgets the conversation, as seen by one process."""
        self._client.delete(f"{at}/web/messages").raise_for_status()


def until(true: object, what: str) -> None:
    """Waits for something that another process does."""
    done = threading.Event()
    for _ in range(int(PATIENCE / 0.05)):
        if true():  # type: ignore[operator]
            return
        done.wait(0.05)
    pytest.fail(what)


def test_a_citizen_may_hop_between_processes(two: tuple[Processes, str, str]) -> None:
    _, one, other = two
    citizen = Citizen(one)
    assert citizen.say(one, "message-1", "第一句") == ["您说的是：第一句"]
    assert citizen.say(other, "message-2", "第二句") == ["您说的是：第二句"]
    assert citizen.history(one) == citizen.history(other) == ["第一句", "第二句"]
    citizen.erase(other)
    assert citizen.history(one) == []


def test_a_message_sent_to_both_at_once_is_said_once_and_both_get_its_answer(two: tuple[Processes, str, str]) -> None:
    processes, one, other = two
    citizen = Citizen(one)
    processes.shut()
    with ThreadPoolExecutor(2) as pool:
        first, second = (pool.submit(citizen.say, at, "message-1", "窗口 同时") for at in (one, other))
        until(lambda: processes.said, "nobody was told the message")
        processes.open()
        assert first.result() == second.result()
    assert processes.said == ["窗口 同时"]
    assert citizen.history(one) == ["窗口 同时"]


def test_an_answer_made_by_one_process_is_given_by_the_other_to_a_retry(two: tuple[Processes, str, str]) -> None:
    processes, one, other = two
    citizen = Citizen(one)
    assert citizen.say(other, "message-1", "两条") == citizen.say(one, "message-1", "两条")
    assert processes.said == ["两条"]


def test_the_page_keeps_its_conversation_when_its_process_changes(page: Page, two: tuple[Processes, str, str]) -> None:
    processes, one, other = two
    at = [one]

    def balance(route: Route) -> None:
        path = route.request.url.split("/web/", 1)[1]
        # The first try of a message is lost behind the balancer after the process has taken it.
        if route.request.method == "POST" and path == "messages" and at[0] == one and processes.said == ["第一句"]:
            route.fetch(url=f"{one}/web/{path}", headers=named(route))
            at[0] = other
            route.abort()
            return
        route.fulfill(response=route.fetch(url=f"{at[0]}/web/{path}", headers=named(route)))

    def named(route: Route) -> dict[str, str]:
        return {**route.request.headers, "host": "yidi.example", "origin": "http://yidi.example"}

    page.route("**/web/*", balance)
    ask(page, "第一句")
    say(page, "窗口 换台")
    expect(page.locator(".office")).to_have_count(2, timeout=PATIENCE * 1000)
    assert at == [other]
    assert processes.said == ["第一句", "窗口 换台"]
    page.reload()
    expect(page.locator(".me")).to_have_count(2)


def run(work: object) -> object:
    """Runs a coroutine beside Playwright's own loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()  # type: ignore[arg-type]


class TestLimits:
    def test_processes_with_one_redis_count_together(self, redis_url: str) -> None:
        async def story() -> list[int]:
            one, other = (Limits(b"key together", redis_url, now=lambda: 1_000_040.0) for _ in range(2))
            return [await limits.wait("a client", 2) for limits in (one, other, one, other)]

        assert run(story()) == [0, 0, 40, 40]

    def test_a_new_minute_begins_at_nought(self, redis_url: str) -> None:
        times = iter([1_000_040.0, 1_000_040.0, 1_000_090.0])

        async def story() -> list[int]:
            limits = Limits(b"key minute", redis_url, now=lambda: next(times))
            return [await limits.wait("a client", 1) for _ in range(3)]

        assert run(story()) == [0, 40, 0]

    def test_addresses_do_not_stand_in_redis(self, redis_url: str) -> None:
        run(Limits(b"key names", redis_url).wait("address 192.0.2.7", 5))
        keys = redis.Redis.from_url(redis_url).keys("*")
        assert keys
        assert b"192.0.2.7" not in b" ".join(keys)

    def test_without_its_redis_a_process_counts_alone(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        with redis_server(tmp_path) as url:
            pass  # It is gone again.

        async def story() -> list[int]:
            limits = Limits(b"key", url, now=lambda: 1_000_040.0)
            return [await limits.wait("a client", 2) for _ in range(3)]

        with caplog.at_level(logging.WARNING):
            assert run(story()) == [0, 0, 40]
        assert "counting in memory" in caplog.text


def test_a_limit_holds_over_all_processes(tmp_path: Path, redis_url: str) -> None:
    with Processes(tmp_path, YIDI_REDIS_URL=redis_url, YIDI_WEB_MESSAGES_PER_MINUTE="3") as processes:
        one, other = processes.start(2)
        client = httpx.Client(timeout=PATIENCE, headers={"host": "yidi.example"})
        client.headers["authorization"] = f"Bearer {client.post(f'{one}/web/session').json()['session']}"
        sent = [
            client.post(f"{(one, other)[number % 2]}/web/messages", json={"id": f"message-{number}", "text": "你好"})
            for number in range(14)
        ]
        refused = [answer for answer in sent if answer.status_code == 429]
        # Two minutes may be touched: 6 pass at most; processes that count alone would let 12 through.
        assert len(sent) - len(refused) <= 6
        assert refused[0].json()["error"]["code"] == "too_many"
        assert int(refused[0].headers["retry-after"]) > 0


@pytest.mark.skipif(not (CLIENTS / "node_modules").exists(), reason="run `npm ci` in tests/web/clients")
@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_socket_io_pages_at_two_processes_share_one_conversation(tmp_path: Path, redis_url: str) -> None:
    with Processes(tmp_path, YIDI_REDIS_URL=redis_url) as processes:
        one, other = processes.start(2)
        command = ["node", "two_pages.mjs", one, other, "要带什么材料"]
        done = subprocess.run(command, cwd=CLIENTS, capture_output=True, text=True, timeout=60, check=True)
        heard = dict(json.loads(line) for line in done.stdout.splitlines())
    assert heard["one"] == heard["other"]
    assert heard["one"]["text"].startswith("按苏州市参保来答")
    assert processes.said == ["要带什么材料"]
