"""Whole server processes in a moment: one process loads the engine, and every server is a copy of it (fork).

Run as a program it reads environments from stdin, a JSON line each, and answers each with process id and port of a
server that was started with it. What a copy serves is `bot.serving.application`, as `yidi serve` does.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
WEBHOOK = "/webhooks/rest/webhook"


@dataclass
class Server:
    """A server process and its address."""

    pid: int
    url: str

    def say(self, sender: str, text: str) -> dict[str, Any]:
        """The (single) answer to a message; httpx.TransportError when the server dies meanwhile."""
        answer = httpx.post(self.url + WEBHOOK, json={"sender": sender, "message": text}, timeout=30)
        (message,) = answer.raise_for_status().json()
        return message

    def kill(self) -> None:
        """SIGKILL; returns when the process is gone."""
        gone = os.pidfd_open(self.pid)
        os.kill(self.pid, signal.SIGKILL)
        select.select([gone], [], [])
        os.close(gone)


class Nursery:
    """Starts servers on one data folder."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "YIDI_DATA_DIR": str(folder)}
        command = [sys.executable, "-W", "ignore", "-m", "tests.serving.nursery"]
        self._parent = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._servers: list[Server] = []

    def server(self, **environment: str) -> Server:
        """A fresh server process."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(environment) + "\n")
        self._parent.stdin.flush()
        born = json.loads(self._parent.stdout.readline())
        self._servers.append(Server(born["pid"], f"http://127.0.0.1:{born['port']}"))
        return self._servers[-1]

    def close(self) -> None:
        """End all servers, and what they are copies of."""
        for server in self._servers:
            try:
                server.kill()
            except ProcessLookupError:
                continue
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        self._parent.wait()


def raise_servers() -> None:
    """Load once, then a copy for each line of stdin."""
    import alembic.command  # noqa: F401
    import uvicorn.protocols.http.httptools_impl  # noqa: F401  imported here, a copy need not import it again

    import bot.channels.app  # noqa: F401
    from bot.channels.settings import Settings
    from bot.serving import load_engine

    settings = Settings.from_environment()
    engine = load_engine(settings)
    asyncio.run(engine.warm_up())
    engine._store.engine.dispose()  # a connection to SQLite must not be shared with a copy
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(100)
        pid = os.fork()
        if pid == 0:
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a server prints is no answer of the nursery
            os.environ.update(json.loads(line))
            be_a_server(engine, settings, listener)
        sys.stdout.write(json.dumps({"pid": pid, "port": listener.getsockname()[1]}) + "\n")
        sys.stdout.flush()
        listener.close()


def be_a_server(engine: Any, settings: Any, listener: socket.socket) -> None:
    """Serve until killed."""
    import uvicorn

    from bot.serving import application

    app = application(engine, settings, lambda: None)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, ws="wsproto")).run(sockets=[listener])
    os._exit(0)


if __name__ == "__main__":
    raise_servers()
