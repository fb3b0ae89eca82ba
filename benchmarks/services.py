"""Start servers, wait until they are ready, read their memory, and leave nothing of them running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
STOP_SECONDS = 20
READY_SECONDS = 300
QUIET = {
    "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "PYTHONPATH": str(ROOT),
}  # fmt: skip


@dataclass(frozen=True)
class Service:
    """A running server: process ids of the sessions that belong to it, and seconds from start to ready."""

    sessions: tuple[int, ...]
    ready_seconds: float

    def resident_mb(self) -> float:
        """Resident memory of all its processes, the children included."""
        return sum(_resident_kb(process) for process in _processes(self.sessions)) / 1024


class NotReady(RuntimeError):
    """A server ended, or did not become ready in time; the end of its log says why."""


@contextmanager
def running(
    commands: Sequence[Sequence[str]], ready_url: str, log: Path, environment: Mapping[str, str], folder: Path
) -> Iterator[Service]:
    """Run the commands, each in a session of its own, until the block ends; the last one answers at `ready_url`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    started: list[subprocess.Popen[bytes]] = []
    try:
        with log.open("wb") as output:
            begin = time.perf_counter()
            for command in commands:
                started.append(
                    subprocess.Popen(
                        command,
                        cwd=folder,
                        env={**os.environ, **QUIET, **environment},
                        start_new_session=True,
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=subprocess.STDOUT,
                    )  # fmt: skip
                )
            _wait(started, ready_url, log)
            seconds = time.perf_counter() - begin
        yield Service(tuple(process.pid for process in started), seconds)
    finally:
        for process in started:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all of its session, by force if it does not go in time."""
    for sign, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        if process.returncode is not None and not _processes((process.pid,)):
            return


def timed(command: Sequence[str], log: Path, environment: Mapping[str, str], folder: Path) -> float:
    """Run a command to its end; returns seconds. Raises NotReady with the end of its log when it fails."""
    log.parent.mkdir(parents=True, exist_ok=True)
    begin = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **QUIET, **environment}, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            code = process.wait()
        finally:
            stop(process)
    if code:
        raise NotReady(f"{' '.join(command[:5])} ended with {code}:\n{_end(log)}")
    return time.perf_counter() - begin


def python(*arguments: str) -> list[str]:
    """A command for this interpreter."""
    return [sys.executable, "-W", "ignore", *arguments]


def _wait(processes: list[subprocess.Popen[bytes]], url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    with httpx.Client(trust_env=False, timeout=2) as client:
        while time.monotonic() < deadline:
            for process in processes:
                if process.poll() is not None:
                    raise NotReady(f"the server ended with {process.returncode}:\n{_end(log)}")
            with suppress(httpx.HTTPError):
                if client.get(url).status_code == httpx.codes.OK:
                    return
            time.sleep(0.1)
    raise NotReady(f"{url} was not ready after {READY_SECONDS} s:\n{_end(log)}")


def _end(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-1500:]


def _processes(sessions: Sequence[int]) -> list[int]:
    """Ids of the living processes of some sessions."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                # Behind the name, which may hold anything, in brackets: state, parent, group, session.
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) in sessions and fields[0] != "Z":
                    found.append(int(folder.name))
    return found


def _resident_kb(process: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0
