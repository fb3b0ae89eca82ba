"""The classifier's mathematics, free of Rasa: one linear model over sentence vectors and wording, calibrated.

Chosen by measuring (docs/decisions/0003): on one feature matrix a linear support vector machine beats two averaged
logistic regressions by four points, and Rasa's own classifier, which ignores its regularisation, by more.
Its margins become probabilities with one temperature, found by `yidi eval` on examples that the model has not seen.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

REACH = 6  # Characters of a pair have one to four others between them.


def pairs(text: str) -> list[str]:
    """Characters that stand near each other but not side by side: how a question is framed, whatever it frames."""
    near = range(2, REACH)
    return [first + text[place + gap] for place, first in enumerate(text) for gap in near if place + gap < len(text)]


# How wording is seen: each way of cutting a text into pieces, and how much it counts.
VIEWS: dict[str, tuple[dict[str, Any], float]] = {
    "ngrams": ({"analyzer": "char_wb", "ngram_range": (1, 3), "sublinear_tf": True, "min_df": 2}, 1.0),
    "pairs": ({"analyzer": pairs, "sublinear_tf": True, "min_df": 5}, 0.4),
}
SEED = 7
FACET = "|"
PARTS = 2
REST = -1  # All facets of another part, seen as one.


@dataclass(frozen=True)
class Settings:
    """Regularisation, the scale of the dense part beside the wording, how many of its main directions are learnt from,
    and the temperature that `yidi eval` found."""

    c: float = 1.5
    dense_scale: float = 0.7
    directions: int = 192
    temperature: float = 0.2
    max_iter: int = 8


@dataclass
class LinearModel:
    """Margins are `dense @ dense_weights + wording @ sparse_weights + bias`, shape (texts, facets).

    A facet is a label or, behind `FACET`, a part of one: what to bring for a filing and what to bring for a claim are
    worded differently, and two simple classes are easier to tell than one mixed. Facets of a label add up.
    """

    facets: list[str]
    dense_weights: np.ndarray
    sparse_weights: np.ndarray
    bias: np.ndarray
    temperature: float = 1.0

    def __post_init__(self) -> None:
        self.labels, self._sums = label_sums(self.facets)
        # Row by row: scipy would otherwise lay all of them out anew for every message.
        self.sparse_weights = np.ascontiguousarray(self.sparse_weights)

    def margins(self, vectors: np.ndarray, wording: csr_matrix) -> np.ndarray:
        """Uncalibrated scores of the facets; both parts of the features have one row a text."""
        return np.asarray(vectors @ self.dense_weights + wording @ self.sparse_weights + self.bias)

    def probabilities(self, vectors: np.ndarray, wording: csr_matrix) -> np.ndarray:
        """Calibrated probabilities, columns in the order of `labels`."""
        return np.asarray(np.exp(log_softmax(self.margins(vectors, wording) / self.temperature)) @ self._sums)


def learn_wording(texts: Sequence[str]) -> tuple[FeatureUnion, csr_matrix]:
    """The pieces that these texts hold often enough, weighted by how rare they are; and which of them each text holds.

    Both at once, since cutting all texts into pieces is most of the work.
    """
    wording = views({name: TfidfVectorizer(**options) for name, (options, _) in VIEWS.items()})
    return wording, wording.fit_transform(texts).astype(np.float32).tocsr()


def views(vectorizers: dict[str, TfidfVectorizer]) -> FeatureUnion:
    """The views side by side, each with its weight."""
    return FeatureUnion(list(vectorizers.items()), transformer_weights={name: VIEWS[name][1] for name in vectorizers})


def wording_of(texts: Sequence[str], wording: FeatureUnion) -> csr_matrix:
    """Which pieces each text holds, one row a text.

    In the weights' own type: scipy would otherwise copy all of them to the wider one for every message. View by view,
    since the union's own `transform` prepares for parallel work, which costs some tenths of a millisecond.
    """
    weights = wording.transformer_weights
    return hstack([weights[name] * view.transform(texts) for name, view in wording.transformer_list], "csr", np.float32)


def label_sums(facets: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """Labels in order, and the matrix, shape (facets, labels), that adds the facets of each label up."""
    names = [facet.split(FACET)[0] for facet in facets]
    labels = list(dict.fromkeys(names))
    return labels, np.array([[name == label for label in labels] for name in names], dtype=np.float32)


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Row-wise log-softmax."""
    scores = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)))


def fit(
    vectors: np.ndarray, wording: csr_matrix, facets: Sequence[str], settings: Settings, pool: Executor
) -> LinearModel:
    """Fit a model, one row a text; `facets` are labels, each optionally followed by `FACET` and a part.

    `pool` has processes, not threads: liblinear draws the order of its steps from one generator a process, and two
    that learn at once would take numbers from each other, so that no two trainings came out the same.
    """
    # The other directions tell nothing about what is asked, and learning takes as long as there are directions.
    turn = main_directions(vectors, settings.directions) * settings.dense_scale
    features = hstack([csr_matrix(vectors @ turn), wording]).tocsr()
    names = sorted(set(facets))
    # One against the rest: every facet is learnt by itself, so the halves can be learnt side by side.
    parts = list(pool.map(partial(_fit_part, features, facets, settings), _parts(names)))
    weights = np.hstack([part[0] for part in parts])
    bias = np.hstack([part[1] for part in parts])
    width = turn.shape[1]
    return LinearModel(names, turn @ weights[:width], weights[width:], bias, settings.temperature)


def main_directions(vectors: np.ndarray, count: int) -> np.ndarray:
    """The orthogonal directions along which the vectors vary most, shape (dimensions, count)."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    return np.asarray(directions[:, ::-1][:, :count])


def _parts(names: list[str]) -> list[list[str]]:
    size = -(-len(names) // PARTS)
    return [names[start : start + size] for start in range(0, len(names), size)]


def _fit_part(
    features: csr_matrix, facets: Sequence[str], settings: Settings, part: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Weights, shape (features, facets of the part), and biases, in the order of the part."""
    machine = LinearSVC(C=settings.c, max_iter=settings.max_iter, tol=1e-2, random_state=SEED)
    column = {name: number for number, name in enumerate(part)}
    classes = [column.get(facet, REST) for facet in facets]
    with warnings.catch_warnings():
        # Ten passes are enough for the decision; the last digits of convergence are not worth a minute.
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(features, classes)
    learnt = machine.classes_[-len(machine.coef_) :] != REST  # Of two classes only the second has weights.
    weights, bias = machine.coef_[learnt].T, machine.intercept_[learnt]
    return weights.astype(np.float32), bias.astype(np.float32)


def best_temperature(margins: np.ndarray, truth: np.ndarray) -> float:
    """The temperature under which unseen examples, given by their true column, are most likely."""
    rows = np.arange(len(truth))

    def loss(log_temperature: float) -> float:
        return -float(log_softmax(margins / np.exp(log_temperature))[rows, truth].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 2.0), method="bounded").x))


def splits(labels: Sequence[str], folds: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(train, test) row indices, the same for every run."""
    yield from StratifiedKFold(folds, shuffle=True, random_state=SEED).split(np.zeros(len(labels)), labels)
