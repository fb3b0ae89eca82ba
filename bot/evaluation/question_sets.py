"""Run the question sets that lie beside the project, if there are any, against the server that is running."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx

from bot.training import ROOT

FOLDER = ROOT.parent / "shared" / "eval"
HEALTH = "http://127.0.0.1:5005/health"
LONGEST_SECONDS = 1800


def available(folder: Path = FOLDER) -> list[Path]:
    """The question sets of a folder that also holds the program to score them; empty without it."""
    return sorted(folder.glob("*.jsonl")) if (folder / "score.py").is_file() else []


def server_is_ready(url: str = HEALTH) -> bool:
    """Whether a server answers that it is ready."""
    try:
        return httpx.get(url, timeout=3, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def score(sets: list[Path], folder: Path = FOLDER) -> str:
    """The table that the scoring program prints. Raises RuntimeError with its complaint when it fails."""
    command = [sys.executable, str(folder / "score.py"), *map(str, sets)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False)
    if done.returncode:
        raise RuntimeError(f"score.py ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout.rstrip()
