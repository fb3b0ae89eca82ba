"""One of several server processes, over the scripted engine: `python -m tests.web.process`, with the usual settings.

It prints its address once it listens. TEST_FOLDER/said holds what the engines of all processes were told, a line each;
engines that were told something answer once TEST_FOLDER/shut does not exist.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

import uvicorn

from bot.channels.web.settings import WebSettings
from tests.web.script import Gate, scripted_app


class Shared(list[str]):
    """What was said, written to a file that several processes share."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def append(self, text: str) -> None:
        """Add a line; short appends do not mix."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")


class FileGate(Gate):
    """A gate that is shut as long as a file exists."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.said = Shared(folder / "said")
        self._shut = folder / "shut"

    async def passed(self) -> None:
        """Wait for the file to go."""
        while self._shut.exists():
            await asyncio.sleep(0.02)


def main() -> None:
    """Serve on a free port until terminated."""
    folder = Path(os.environ["TEST_FOLDER"])
    settings = WebSettings.from_environment(os.environ, os.environ["YIDI_SEAL_KEY"].encode(), folder)
    app = scripted_app(settings, FileGate(folder))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(app, log_level="warning", ws="wsproto", lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
