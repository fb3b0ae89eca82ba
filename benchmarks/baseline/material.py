"""Make the baseline's training folder from ours: examples, rules, domain, and stories for its learning policies.

TED and UnexpecTED learn from stories only. Ours has none, since rules say it all; so each intent gets one short story,
as a `rasa init` project would have.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FALLBACK = "nlu_fallback"
SEED = 7


def examples(folder: Path) -> dict[str, list[str]]:
    """Sentences of each intent in a folder of Rasa training data."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8")).get("nlu", ()):
            if "intent" in entry:
                lines = entry["examples"].splitlines()
                found[entry["intent"]] += [line.removeprefix("- ") for line in lines if line.strip()]
    return dict(found)


def sample(found: dict[str, list[str]], size: int) -> dict[str, list[str]]:
    """About `size` sentences with each intent in its proportion, at least two of it; 0 takes all."""
    total = sum(map(len, found.values()))
    if not 0 < size < total:
        return found
    chance = random.Random(SEED)
    return {
        intent: chance.sample(sentences, min(len(sentences), max(2, round(len(sentences) * size / total))))
        for intent, sentences in found.items()
    }


def stories(intents: list[str]) -> list[dict[str, Any]]:
    """One story of two questions an intent: it, and the next one."""
    pairs = zip(intents, intents[1:] + intents[:1])
    return [
        {"story": f"{first}, then {second}", "steps": list(_steps(first, second))}
        for first, second in pairs
        if first != second
    ]


def _steps(*intents: str) -> Iterator[dict[str, str]]:
    for intent in intents:
        yield {"intent": intent}
        yield {"action": "action_answer"}


def prepare(folder: Path, size: int, epochs: int) -> int:
    """Write config, domain and data of the baseline into an empty folder; returns the number of sentences."""
    chosen = sample(examples(ROOT / "data" / "nlu"), size)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "domain", folder / "domain")
    shutil.copytree(ROOT / "data" / "rules", folder / "data" / "rules")
    config = yaml.safe_load((HERE / "config.yml").read_text("utf-8"))
    for part in (*config["pipeline"], *config["policies"]):
        if "epochs" in part:
            part["epochs"] = epochs
    _write(folder / "config.yml", config)
    _write(folder / "credentials.yml", {"rest": None})
    nlu = [{"intent": intent, "examples": "".join(f"- {line}\n" for line in lines)} for intent, lines in chosen.items()]
    _write(folder / "data" / "nlu.yml", {"version": "3.1", "nlu": nlu})
    fallback = {"rule": "what is not understood is answered too", "steps": list(_steps(FALLBACK))}
    _write(folder / "data" / "dialogue.yml", {"version": "3.1", "rules": [fallback], "stories": stories(list(chosen))})
    _write(folder / "domain" / "fallback.yml", {"version": "3.1", "intents": [FALLBACK]})
    return sum(map(len, chosen.values()))


def digest(folder: Path) -> str:
    """Fingerprint of a prepared folder, to train it only once."""
    content = hashlib.sha256()
    for path in sorted(folder.rglob("*.yml")):
        content.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return content.hexdigest()[:12]


def _write(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
