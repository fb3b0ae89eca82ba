"""The two assistants of the comparison: how each is trained and served. Both keep conversations in SQLite."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml

from benchmarks.baseline.material import digest, prepare
from benchmarks.services import ROOT, Service, python, running, timed
from bot import training

FOLDER = ROOT / "build" / "bench"


class Assistant(Protocol):
    """What the comparison needs of either."""

    @property
    def name(self) -> str:
        """What the table calls it."""

    def train(self, again: bool) -> float:
        """Train unless that was done for the same ingredients; returns the seconds it took then."""

    def served(self) -> AbstractContextManager[tuple[Service, str]]:
        """The running servers and the address of the REST webhook."""


@dataclass(frozen=True)
class Ours:
    """This project, as `yidi serve` runs it."""

    name: str = "ours"

    def train(self, again: bool) -> float:
        """Train from nothing, without what Rasa keeps of earlier trainings."""
        note = FOLDER / "ours.json"
        known = _noted(note, training.fingerprint())
        if known is not None and training.is_current() and not again:
            return known
        cache = FOLDER / "cache"
        shutil.rmtree(cache, ignore_errors=True)
        command = python("-m", "bot.cli", "train")
        seconds = timed(command, FOLDER / "ours-train.log", {"RASA_CACHE_DIRECTORY": str(cache)}, ROOT)
        return _note(note, training.fingerprint(), seconds)

    @contextmanager
    def served(self) -> Iterator[tuple[Service, str]]:
        """One process."""
        port, data = free_port(), FOLDER / "ours-data"
        shutil.rmtree(data, ignore_errors=True)
        environment = {"YIDI_PORT": str(port), "YIDI_DATA_DIR": str(data)}
        url, log = f"http://127.0.0.1:{port}", FOLDER / "ours-serve.log"
        with running([python("-m", "bot.cli", "serve")], f"{url}/health", log, environment, ROOT) as service:
            yield service, f"{url}/webhooks/rest/webhook"


@dataclass(frozen=True)
class Baseline:
    """A `rasa init` pipeline on the same data, as `rasa run` beside `rasa run actions` serves it."""

    folder: Path
    sentences: int
    name: str = "rasa init"

    @classmethod
    def prepared(cls, sample: int, epochs: int) -> Baseline:
        """Its folder in build/bench, named after its ingredients."""
        draft = FOLDER / "draft"
        sentences = prepare(draft, sample, epochs)
        folder = FOLDER / f"baseline-{digest(draft)}"
        if folder.exists():
            shutil.rmtree(draft)
        else:
            draft.rename(folder)
        return cls(folder, sentences)

    def train(self, again: bool) -> float:
        """Train with `rasa train`, without what Rasa keeps of earlier trainings."""
        note = self.folder / "trained.json"
        known = _noted(note, self.folder.name)
        if known is not None and not again:
            return known
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        options = ("--domain", "domain", "--skip-validation", "--fixed-model-name", "baseline")
        command = python("-m", "rasa", "train", *options)
        environment = {"RASA_CACHE_DIRECTORY": str(self.folder / "cache")}
        return _note(note, self.folder.name, timed(command, self.folder / "train.log", environment, self.folder))

    @contextmanager
    def served(self) -> Iterator[tuple[Service, str]]:
        """Two processes: the action server and the server itself."""
        port, actions = free_port(), free_port()
        for old in self.folder.glob("conversations.db*"):
            old.unlink()
        endpoints = {
            "action_endpoint": {"url": f"http://127.0.0.1:{actions}/webhook"},
            "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(self.folder / "conversations.db")},
        }
        (self.folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints), "utf-8")
        commands = [
            python("-m", "rasa", "run", "actions", "--actions", "benchmarks.baseline.actions", "-p", str(actions)),
            python("-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port), "--model", "models/baseline.tar.gz"),
        ]
        url = f"http://127.0.0.1:{port}"
        with running(commands, f"{url}/", self.folder / "serve.log", {}, self.folder) as service:
            yield service, f"{url}/webhooks/rest/webhook"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _noted(path: Path, ingredients: str) -> float | None:
    if not path.exists():
        return None
    note = json.loads(path.read_text("utf-8"))
    return float(note["seconds"]) if note["ingredients"] == ingredients else None


def _note(path: Path, ingredients: str, seconds: float) -> float:
    path.write_text(json.dumps({"ingredients": ingredients, "seconds": round(seconds, 1)}), "utf-8")
    return seconds
