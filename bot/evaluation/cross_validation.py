"""Cross-validation: what each example gets from a model that was trained without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.nlu.model import (
    FACET,
    Settings,
    best_temperature,
    fit,
    label_sums,
    learn_wording,
    log_softmax,
    splits,
    wording_of,
)
from bot.nlu.processes import processes

FOLDS = 5
ABSENT = -10.0  # Margin of a facet that a fold's training part does not know: far below any real one.


@dataclass(frozen=True)
class HeldOut:
    """Margins of every example by the model that had not seen it, shape (examples, facets); `truth` are columns."""

    facets: list[str]
    margins: np.ndarray
    truth: np.ndarray

    def best_temperature(self) -> float:
        """The temperature that fits these margins best."""
        return best_temperature(self.margins, self.truth)

    def judged(self, temperature: float) -> Judged:
        """What the classifier would say at a temperature, facets summed to labels as it does."""
        labels, sums = label_sums(self.facets)
        probabilities = np.exp(log_softmax(self.margins / temperature)) @ sums
        column = {label: index for index, label in enumerate(labels)}
        truth = np.array([column[self.facets[facet].split(FACET)[0]] for facet in self.truth])
        return Judged(labels, probabilities, truth)


@dataclass(frozen=True)
class Judged:
    """Probabilities, shape (examples, labels), beside the true label's column."""

    labels: list[str]
    probabilities: np.ndarray
    truth: np.ndarray

    @property
    def said(self) -> np.ndarray:
        """Column of the best label of each example."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @property
    def right(self) -> np.ndarray:
        """Whether the best label is the true one."""
        return np.asarray(self.said == self.truth)

    @property
    def accuracy(self) -> float:
        """Share of examples whose best label is the true one."""
        return float(self.right.mean())

    def top(self, count: int) -> float:
        """Share of examples whose true label is among the best `count`."""
        best = self.probabilities.argsort(axis=1)[:, -count:]
        return float((best == self.truth[:, None]).any(axis=1).mean())

    def best_two(self) -> np.ndarray:
        """The two highest probabilities of each example, best first, shape (examples, 2)."""
        return np.sort(self.probabilities, axis=1)[:, :-3:-1]


@dataclass(frozen=True)
class Head:
    """A head of the classifier on examples that it had not seen, in the order of `texts`."""

    name: str
    texts: list[str]
    held_out: HeldOut
    temperature: float

    @property
    def judged(self) -> Judged:
        """What it says at the configured temperature."""
        return self.held_out.judged(self.temperature)


def cross_validate(
    texts: Sequence[str],
    vectors: np.ndarray,
    facets: Sequence[str],
    settings: Settings,
    folds: int = FOLDS,
    after_fold: Callable[[], None] = lambda: None,
) -> HeldOut:
    """Train `folds` models, each without one part, and let it judge that part. `vectors` has one row a text."""
    names = sorted(set(facets))
    column = {name: index for index, name in enumerate(names)}
    margins = np.full((len(texts), len(names)), ABSENT, dtype=np.float32)
    with processes() as pool:
        for train, test in splits(facets, folds):
            wording = wording_of(texts, learn_wording([texts[row] for row in train])[0])
            model = fit(vectors[train], wording[train], [facets[row] for row in train], settings, pool)
            known = np.array([column[facet] for facet in model.facets])
            margins[np.ix_(test, known)] = model.margins(vectors[test], wording[test])
            after_fold()
    return HeldOut(names, margins, np.array([column[facet] for facet in facets]))
