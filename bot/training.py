"""Train the model when what it is made of has changed."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "models" / "yidi.tar.gz"
STAMP = ROOT / "models" / "yidi.sha256"
INGREDIENTS = (
    "config.yml",
    "domain",
    "data",
    "knowledge/places",
    "knowledge/vocabulary",
    "bot/nlu",
    "requirements.lock",
)


def fingerprint() -> str:
    """Digest of everything that a trained model depends on."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for name in INGREDIENTS:
        path = ROOT / name
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (file for file in found if file.suffix in (".yml", ".py", ".lock") and file.is_file())


def is_current() -> bool:
    """Whether the trained model fits the present data."""
    return MODEL.exists() and STAMP.exists() and STAMP.read_text() == fingerprint()


def train() -> Path:
    """Train and keep the model; returns its path. Raises RuntimeError when Rasa reports that training failed."""
    import bot.light  # noqa: F401  Before Rasa: TensorFlow, which nothing here uses, takes longer to load than the data.

    # isort: split
    from rasa.model_training import train as rasa_train

    gc.disable()  # A short process that makes many small objects and drops few: looking for cycles costs seconds.
    with redirect_stdout(StringIO()):  # Rasa prints where it put the model; whoever trains says that better.
        result = rasa_train(
            domain=str(ROOT / "domain"),
            config=str(ROOT / "config.yml"),
            training_files=[str(ROOT / "data")],
            output=str(MODEL.parent),
            fixed_model_name=MODEL.name.removesuffix(".tar.gz"),
        )
    if result.code != 0 or not MODEL.exists():
        raise RuntimeError("training failed; run `rasa data validate` to see why")
    STAMP.write_text(fingerprint())
    return MODEL
