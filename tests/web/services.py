"""Server processes of a test's own, which share a key and a database."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from bot.channels.web.settings import ROOT


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
