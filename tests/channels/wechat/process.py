"""The edge as a process of its own, with the small engine, for tests that kill it.

Run as a program it serves on a free port that it prints, and prints every text that the engine is asked. A text that
stands in YIDI_TEST_HELD is never answered.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from bot.channels.app import create_app
from bot.channels.settings import Settings
from bot.port import Reply
from tests.channels.wechat.engine import EchoEngine

ROOT = Path(__file__).parents[3]


class Process:
    """A running edge."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.channels.wechat.process"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def kill(self) -> list[str]:
        """SIGKILL; returns what the engine was asked."""
        self._process.kill()
        assert self._process.stdout
        with self._process, self._process.stdout as asked:
            return asked.read().split()


@contextmanager
def started(**environment: str) -> Iterator[Process]:
    process = Process(environment)
    try:
        yield process
    finally:
        if process.alive:
            process.kill()


class TalkingEngine(EchoEngine):
    """Prints what it is asked."""

    async def respond(self, conversation: str, text: str) -> list[Reply]:
        print(text, flush=True)  # noqa: T201
        return await super().respond(conversation, text)


async def serve() -> None:
    engine = TalkingEngine()
    engine.held = {text: asyncio.Event() for text in os.environ.get("YIDI_TEST_HELD", "").split()}
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)  # noqa: T201
    app = create_app(engine, Settings.from_environment())
    await uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, ws="none")).serve([listener])


if __name__ == "__main__":
    asyncio.run(serve())
