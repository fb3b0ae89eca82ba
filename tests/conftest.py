"""What all tests share: no network beyond this machine, throwaway data, and one real engine a session."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.quiet import hush, hush_rasa
from tests.redis_server import redis_server

hush()


class NetworkIsOff(AssertionError):
    """A test tried to reach another machine."""


def _is_here(address: Any) -> bool:
    host = address[0] if isinstance(address, tuple) else ""
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """Connections to any other machine fail at once, with the address in the message."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            real = getattr(socket.socket, name)

            def guarded(self: socket.socket, address: Any, real: Any = real) -> Any:
                if not _is_here(address):
                    raise NetworkIsOff(f"tests must not connect to {address!r}")
                return real(self, address)

            patch.setattr(socket.socket, name, guarded)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Databases and keys of the tests are in a folder of their own and are gone afterwards."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIDI_DATA_DIR", str(folder))
        yield folder


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop for everything that talks to the session's engine."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def engine(own_data_folder: Path) -> Any:
    """The trained model with its actions, in this process, on a throwaway SQLite file."""
    from bot.training import MODEL

    if not MODEL.exists():
        pytest.fail("there is no trained model: run `make train` (or `make test`, which does)")
    hush_rasa()
    from bot.engine import RasaEngine

    return RasaEngine.load(MODEL, str(own_data_folder / "conversations.db"))


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis for the session; what is kept there is told apart by keys."""
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """On CI a skipped test is a failed one: every service is there."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped on CI: {report.longrepr}"
