"""What the measurements say: figures beside what is wanted of them, outcomes per threshold, confusions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from actions.answering.reading import SURE, Reading
from actions.answering.understanding import questions
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
from knowledge.base import KnowledgeBase
from knowledge.loader import load

THRESHOLDS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
ACCURACY_WANTED = 0.90
WRONG_AT_MOST = 0.05
SHOWN = 20
KEPT = 3  # Readings that reach the dialogue (`bot/nlu/questions.py`).


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
    rule, several = in_use(judged, load())
    figures = [
        Figure("intent, held-out accuracy", f"{judged.accuracy:.3f}", f"≥ {ACCURACY_WANTED}",
               judged.accuracy >= ACCURACY_WANTED),
        Figure("intent, among the first three", f"{judged.top(3):.3f}"),
        Figure("matter, held-out accuracy", f"{heads[1].judged.accuracy:.3f}"),
        Figure("wrong answers given by the rule in use", f"{rule.wrong:.1%}", f"≤ {WRONG_AT_MOST:.0%}",
               rule.wrong <= WRONG_AT_MOST),
        Figure("messages answered about two topics", f"{several:.1%}"),
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


def in_use(judged: Judged, base: KnowledgeBase) -> tuple[Outcome, float]:
    """The rule of `understanding.py` on messages of one clause, and the share of messages it gives two answers to.

    An answer to two topics is right when the true one is among them.
    """
    answers, right, several = [], [], 0
    for probabilities, truth in zip(judged.probabilities, judged.truth):
        best = probabilities.argsort()[::-1][:KEPT]
        ranking = tuple((judged.labels[column], float(probabilities[column])) for column in best)
        topics = answered_topics(ranking, base)
        answers.append(bool(topics))
        right.append(judged.labels[truth] in topics)
        several += len(topics) > 1
    return outcome("in use", np.array(answers), np.array(right)), several / len(answers)


def answered_topics(ranking: tuple[tuple[str, float], ...], base: KnowledgeBase) -> list[str]:
    """What a message is answered about that has one clause, no entities and nothing before it; empty: asked back."""
    whole = Reading("", True, ranking, (), ())
    name, confidence = whole.best
    if name not in base.topics and confidence >= SURE:
        return [name]
    return [question.topic for question in questions([whole], base, None, None)]
