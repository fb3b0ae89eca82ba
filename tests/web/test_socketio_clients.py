"""Unmodified clients of Rasa's Socket.IO protocol hold a conversation, with session persistence on and off."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from bot.channels.web.settings import WebSettings
from tests.web.conftest import serving
from tests.web.script import Gate, scripted_app

CLIENTS = Path(__file__).parent / "clients"
WEBCHAT = CLIENTS / "node_modules" / "rasa-webchat" / "lib" / "index.js"
Serve = Callable[..., str]
Event = tuple[str, object]
EMBED = """<!doctype html><html lang="zh-CN"><title>x</title><body><script src="/webchat.js"></script><script>
WebChat.default({ initPayload: "/get_started", customData: { language: "zh" }, socketUrl: location.origin,
  socketPath: "/socket.io/", title: "x", params: { storage: "local" } }, null);</script>"""

pytestmark = [
    pytest.mark.skipif(not WEBCHAT.exists(), reason="run `npm ci` in tests/web/clients"),
    pytest.mark.skipif(shutil.which("node") is None, reason="needs Node"),
]


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def serve(tmp_path: Path, gate: Gate) -> Iterator[Serve]:
    """Serves the channel with changed settings, beside a page with rasa-webchat; its address."""
    with ExitStack() as stack:

        def start(**changes: object) -> str:
            settings = WebSettings(b"key", f"sqlite:///{tmp_path}/web.db", **changes)  # type: ignore[arg-type]

            async def page(_request: Request) -> Response:
                return HTMLResponse(EMBED)

            async def script(_request: Request) -> Response:
                return FileResponse(WEBCHAT)

            own = [Route("/embed", page), Route("/webchat.js", script)]
            return stack.enter_context(serving(Starlette(routes=[*own, *scripted_app(settings, gate).routes])))

        yield start


def converse(url: str, session: str | None, *messages: str) -> list[Event]:
    """Runs socket.io-client in Node; the events that it got."""
    command = ["node", "conversation.mjs", url, session or "null", *messages]
    done = subprocess.run(command, cwd=CLIENTS, capture_output=True, text=True, timeout=30, check=True)
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("persistence", [True, False])
class TestSocketIoClient:
    def test_holds_a_conversation(self, serve: Serve, persistence: bool) -> None:
        url = serve(socketio_persistence=persistence)
        (confirmed, _), (_, first), (_, second) = converse(url, None, "你好", "要带什么材料")
        assert confirmed == "session_confirm"
        assert first == {"text": "您说的是：你好"}
        assert [button["title"] for button in second["quick_replies"]] == ["长期住外地", "医院转诊"]  # type: ignore[index]

    def test_a_button_sends_its_payload(self, serve: Serve, gate: Gate, persistence: bool) -> None:
        url = serve(socketio_persistence=persistence)
        _, (_, answer) = converse(url, None, "要带什么材料")
        button = answer["quick_replies"][0]  # type: ignore[index]
        assert button["content_type"] == "text"
        converse(url, None, button["payload"])
        assert gate.said[-1] == "resident"

    def test_a_command_is_no_command(self, serve: Serve, gate: Gate, persistence: bool) -> None:
        converse(serve(socketio_persistence=persistence), None, '/filing_confirm{"id": 1}')
        assert gate.said == ["您好"]


def test_a_session_of_ours_is_confirmed_again(serve: Serve) -> None:
    url = serve()
    (_, session), *_ = converse(url, None, "你好")
    assert converse(url, str(session), "你好")[0] == ("session_confirm", session)


def test_a_session_that_is_not_ours_is_replaced(serve: Serve) -> None:
    (_, session), *_ = converse(serve(), "somebody-elses-session", "你好")
    assert session != "somebody-elses-session"


def test_another_origin_may_not_connect(serve: Serve) -> None:
    url = serve()
    import httpx

    answer = httpx.get(f"{url}/socket.io/?EIO=4&transport=polling", headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize("persistence", [True, False])
def test_rasa_webchat_holds_a_conversation(browser: Browser, serve: Serve, persistence: bool) -> None:
    page: Page = browser.new_page()
    page.goto(serve(socketio_persistence=persistence) + "/embed")
    page.locator(".rw-launcher").click()
    expect(page.locator(".rw-response").last).to_contain_text("您说的是：您好")
    page.locator(".rw-new-message").fill("要带什么材料")
    page.locator(".rw-send").click()
    page.get_by_text("长期住外地").click()
    expect(page.locator(".rw-client").last).to_contain_text("长期住外地")
    expect(page.locator(".rw-response", has_text="按苏州市参保来答")).to_have_count(2)
    page.close()
