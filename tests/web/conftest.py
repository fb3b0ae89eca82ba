"""A real server and a real browser. The engine is a small real one with scripted answers (script.py)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.channels.web.settings import ROOT, WebSettings
from tests.web.script import Gate, scripted_app

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
WIDGET = ROOT / "build" / "web" / "widget.js"
SCREENS = ROOT / "build" / "screens"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}


@dataclass
class Site:
    """A running server: its address, and the gate that can hold its answers back."""

    url: str
    gate: Gate


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if not WIDGET.exists():
        pytest.skip("build/web/widget.js is missing: run `make web`")
    gate = Gate()
    folder = tmp_path_factory.mktemp("site")
    settings = WebSettings(
        secret=b"a key for tests only",
        database_url=f"sqlite:///{folder}/web.db",
        messages_per_minute=1000,
        messages_per_minute_per_address=10_000,
    )
    with serving(scripted_app(settings, gate)) as url:
        yield Site(url, gate)


class serving:  # noqa: N801 - reads as a sentence
    """Serves an app on a free loopback port, in a thread."""

    def __init__(self, app: object) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="warning", ws="wsproto", lifespan="off")  # type: ignore[arg-type]
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> str:
        self._socket.listen()
        self._thread.start()
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(timeout=5)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One a file: its event loop runs as long as it does, and the tests of other files have loops of their own."""
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", reduced_motion="reduce")  # type: ignore[arg-type]
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """The public page on a phone; a script error or a violation of the CSP fails the test."""
    page = context.new_page()
    errors = script_errors(page)
    page.goto(site.url)
    yield page
    site.gate.open()
    assert errors == []


def script_errors(page: Page) -> list[str]:
    """Collects the page's script errors; an exception raised in the listener would end the browser's connection."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"{error.message}\n{error.stack}"))
    return errors
