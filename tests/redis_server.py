"""A Redis of a test's own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A Redis on a free port, gone afterwards; its address.

    The server is the one on the path, or named by YIDI_TEST_REDIS_SERVER; without one the test is skipped.
    """
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
