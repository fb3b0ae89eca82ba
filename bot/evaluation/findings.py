"""What the measurements say: figures beside what is wanted of them, outcomes per threshold, confusions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from actions.answering.understanding import CLEAR, LIKELY, SURE
from bot.evaluation.calibration import (
    Outcome,
    calibration_error,
    lowest_threshold,
    outcome,
    reliability,
    threshold_table,
)
from bot.evaluation.confusions import Confusion, most_frequent
from bot.evaluation.cross_validation import Head, Judged

THRESHOLDS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
ACCURACY_WANTED = 0.90
WRONG_AT_MOST = 0.05
SHOWN = 20


@dataclass(frozen=True)
class Figure:
    """One number of the summary; `good` is None where nothing is wanted of it."""

    name: str
    value: str
    wanted: str = ""
    good: bool | None = None


@dataclass(frozen=True)
class Findings:
    """What is printed and put on the page."""

    examples: int
    folds: int
    figures: list[Figure]
    outcomes: list[Outcome]
    confusions: list[Confusion]
    sets: str


def find(heads: list[Head], folds: int, sets: str = "") -> Findings:
    """The findings on the two heads, intent first."""
    intent = heads[0]
    judged = intent.judged
    confidence = judged.best_two()[:, 0]
    rule = in_use(judged)
    figures = [
        Figure("intent, held-out accuracy", f"{judged.accuracy:.3f}", f"≥ {ACCURACY_WANTED}",
               judged.accuracy >= ACCURACY_WANTED),
        Figure("intent, among the first three", f"{judged.top(3):.3f}"),
        Figure("matter, held-out accuracy", f"{heads[1].judged.accuracy:.3f}"),
        Figure("wrong answers given by the rule in use", f"{rule.wrong:.1%}", f"≤ {WRONG_AT_MOST:.0%}",
               rule.wrong <= WRONG_AT_MOST),
        Figure("lowest threshold that keeps to it", f"{lowest_threshold(confidence, judged.right, WRONG_AT_MOST):.2f}",
               f"SURE is {SURE}"),
    ]  # fmt: skip
    for head in heads:
        best = head.held_out.best_temperature()
        error = calibration_error(reliability(head.judged.best_two()[:, 0], head.judged.right))
        figures.append(Figure(f"{head.name}, best temperature", f"{best:.2f}", f"config has {head.temperature}"))
        figures.append(Figure(f"{head.name}, calibration error", f"{error:.3f}"))
    outcomes = [*threshold_table(confidence, judged.right, sorted({*THRESHOLDS, SURE})), rule]
    confusions = most_frequent(judged.labels, judged.truth, judged.said, intent.texts, SHOWN)
    return Findings(len(intent.texts), folds, figures, outcomes, confusions, sets)


def in_use(judged: Judged) -> Outcome:
    """The rule of `understanding.py` for a message of one clause: sure, or likely and far ahead of the next best."""
    first, second = judged.best_two().T
    answers = np.asarray((first >= SURE) | ((first >= LIKELY) & (first >= CLEAR * second)))
    return outcome("in use", answers, judged.right)
