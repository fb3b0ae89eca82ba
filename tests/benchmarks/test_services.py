"""What is started is waited for, measured, and gone afterwards, whatever happens."""

import os
import sys

import httpx
import pytest

from benchmarks.assistants import free_port
from benchmarks.services import NotReady, running, timed


def web_server(port):
    return [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]


def alive(session):
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_runs_within_the_block_and_is_gone_after_it(tmp_path):
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    with running([web_server(port)], url, tmp_path / "log", {}, tmp_path) as service:
        assert httpx.get(url, trust_env=False).status_code == 200
        assert service.resident_mb() > 5
    assert not any(alive(session) for session in service.sessions)


def test_an_interrupt_stops_it_too(tmp_path):
    port = free_port()
    with (  # noqa: PT012
        pytest.raises(KeyboardInterrupt),
        running([web_server(port)], f"http://127.0.0.1:{port}/", tmp_path / "log", {}, tmp_path) as service,
    ):
        raise KeyboardInterrupt
    assert not any(alive(session) for session in service.sessions)


def test_a_server_that_ends_says_why(tmp_path):
    command = [sys.executable, "-c", "raise SystemExit('no model')"]
    with (
        pytest.raises(NotReady, match="no model"),
        running([command], f"http://127.0.0.1:{free_port()}/", tmp_path / "log", {}, tmp_path),
    ):
        pass


def test_a_failing_command_says_why(tmp_path):
    with pytest.raises(NotReady, match="no data"):
        timed([sys.executable, "-c", "raise SystemExit('no data')"], tmp_path / "log", {}, tmp_path)
