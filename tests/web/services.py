"""Services of a test's own: a Redis, and server processes that share a key and a database."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from bot.channels.web.settings import ROOT


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A Redis on a free port, gone afterwards; its address. Without `redis-server` the test is skipped."""
    server = os.environ.get("YIDI_TEST_REDIS_SERVER") or shutil.which("redis-server")
    if not server:
        pytest.skip("redis-server is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen([server, *options], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        ready = any("Ready to accept connections" in line for line in process.stdout)
        assert ready, "redis-server ended before it was ready"
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.kill()


class Processes:
    """Server processes over one folder: each has its address; all share key, database, and what the engine was told."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._folder = folder
        self._environment = {
            **os.environ,
            "TEST_FOLDER": str(folder),
            "YIDI_SEAL_KEY": "a key that the processes share",
            "YIDI_DATABASE_URL": f"sqlite:///{folder}/web.db",
            **environment,
        }
        self._stack = ExitStack()

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def start(self, count: int) -> list[str]:
        """Start so many at once; their addresses."""
        command = [sys.executable, "-W", "ignore", "-m", "tests.web.process"]
        started = [
            self._stack.enter_context(
                subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=subprocess.PIPE, text=True)
            )
            for _ in range(count)
        ]
        for process in started:
            self._stack.callback(process.kill)
        addresses = [process.stdout.readline().strip() for process in started if process.stdout]
        assert all(addresses), "a server process ended before it listened"
        return addresses

    @property
    def said(self) -> list[str]:
        """What the engines of all processes were told."""
        path = self._folder / "said"
        return path.read_text("utf-8").splitlines() if path.exists() else []

    def shut(self) -> None:
        """Hold answers back."""
        (self._folder / "shut").touch()

    def open(self) -> None:
        """Let answers go."""
        (self._folder / "shut").unlink(missing_ok=True)
