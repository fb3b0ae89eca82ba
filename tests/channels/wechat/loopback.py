"""Serving over real connections, beside the test in its own loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[tuple[uvicorn.Server, str]]:
    """The server of an app on a free port of the loopback, and its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none", access_log=False))
    serving = asyncio.create_task(server.serve([listener]))
    yield server, f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await serving
