"""Measure both heads of the classifier as config.yml sets them up, with a progress bar."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

import bot.light  # noqa: F401  Before Rasa: measuring needs no TensorFlow either.
from bot.evaluation.cross_validation import Head, cross_validate
from bot.nlu.encoders import encoder
from bot.nlu.examples import Example, examples, settings_of
from bot.nlu.model import SEED, Settings
from bot.training import ROOT

BATCH = 512


def progress_bar() -> Progress:
    """Columns of the bar; it disappears when done."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, transient=True)


def measure(progress: Progress, folds: int, sample: int = 0) -> list[Head]:
    """Cross-validate the intent and the matter head; `sample` limits the number of examples, 0 takes all."""
    name, settings = settings_of(ROOT / "config.yml")
    reading = progress.add_task("reading the examples", total=None)
    found = examples(ROOT / "data" / "nlu")
    progress.remove_task(reading)
    if 0 < sample < len(found):
        found = random.Random(SEED).sample(found, sample)
    vectors = _encode(progress, name, [example.text for example in found])
    return [
        _head(progress, "intent", found, vectors, [example.facet for example in found], settings, folds),
        _head(progress, "matter", found, vectors, [example.matter for example in found], settings, folds),
    ]


def _encode(progress: Progress, name: str, texts: list[str]) -> np.ndarray:
    task = progress.add_task("sentence vectors", total=len(texts))
    parts = []
    for start in range(0, len(texts), BATCH):
        parts.append(encoder(name).encode(texts[start : start + BATCH]))
        progress.advance(task, len(parts[-1]))
    return np.concatenate(parts)


def _head(
    progress: Progress,
    name: str,
    found: Sequence[Example],
    vectors: np.ndarray,
    labels: Sequence[str | None],
    settings: Settings,
    folds: int,
) -> Head:
    task = progress.add_task(f"{name}: training without a part, judging it", total=folds)
    rows = [row for row, label in enumerate(labels) if label]
    texts = [found[row].text for row in rows]
    chosen = [label for label in labels if label]
    held_out = cross_validate(texts, vectors[rows], chosen, settings, folds, lambda: progress.advance(task))
    return Head(name, texts, held_out, settings.temperature)
