"""The classifier's mathematics, free of Rasa: n-grams, a linear model with two views, calibration.

Two logistic regressions, one on sentence vectors and one on character n-grams, are averaged in log space. Their joint
temperature is fitted on held-out folds, so that a confidence of 0.8 is right eight times in ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

NGRAMS = (1, 3)


@dataclass(frozen=True)
class Settings:
    """Regularisation of both views, the weight of the dense one, and the folds used for calibration."""

    dense_c: float = 30.0
    sparse_c: float = 20.0
    dense_weight: float = 0.5
    folds: int = 3
    max_iter: int = 60


@dataclass
class Linear:
    """A linear model: log-probabilities are `log_softmax(x @ weights.T + bias)`."""

    weights: np.ndarray
    bias: np.ndarray

    def log_probabilities(self, x: np.ndarray | csr_matrix) -> np.ndarray:
        """Log-probabilities, shape (rows, classes)."""
        return log_softmax(np.asarray(x @ self.weights.T) + self.bias)


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Row-wise log-softmax."""
    scores = scores - scores.max(axis=1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))


class TwoViews:
    """Classify sentences by vector and by n-grams together."""

    def __init__(
        self, labels: list[str], dense: Linear, sparse: Linear, ngrams: TfidfVectorizer, weight: float
    ) -> None:
        self.labels = labels
        self.dense = dense
        self.sparse = sparse
        self.ngrams = ngrams
        self.weight = weight
        self.temperature = 1.0

    def scores(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Joint scores before calibration, shape (texts, labels)."""
        sparse = self.sparse.log_probabilities(self.ngrams.transform(texts))
        return self.weight * self.dense.log_probabilities(vectors) + (1 - self.weight) * sparse

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Calibrated probabilities, shape (texts, labels), columns in the order of `labels`."""
        return np.exp(log_softmax(self.scores(texts, vectors) / self.temperature))


def fit(texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str], settings: Settings) -> TwoViews:
    """Fit both views and calibrate their temperature on held-out folds."""
    model = fit_once(texts, vectors, labels, settings)
    scores, truth = held_out_scores(texts, vectors, labels, settings, model.labels)
    model.temperature = fit_temperature(scores, truth)
    return model


def fit_once(texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str], settings: Settings) -> TwoViews:
    """Fit both views without calibration."""
    ngrams = TfidfVectorizer(analyzer="char", ngram_range=NGRAMS, sublinear_tf=True, min_df=2)
    counts = ngrams.fit_transform(texts)
    dense = _regress(vectors, labels, settings.dense_c, settings.max_iter)
    sparse = _regress(counts, labels, settings.sparse_c, settings.max_iter)
    return TwoViews(sorted(set(labels)), dense, sparse, ngrams, settings.dense_weight)


def held_out_scores(
    texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str], settings: Settings, names: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Scores of every example from a model that has not seen it, and the true label indices."""
    text_array, label_array = np.asarray(texts, dtype=object), np.asarray(labels, dtype=object)
    scores = np.zeros((len(texts), len(names)))
    folds = StratifiedKFold(settings.folds, shuffle=True, random_state=7)
    for train, test in folds.split(text_array, label_array):
        part = fit_once(list(text_array[train]), vectors[train], list(label_array[train]), settings)
        columns = [names.index(label) for label in part.labels]
        scores[test] = -1e3
        scores[np.ix_(test, columns)] = part.scores(list(text_array[test]), vectors[test])
    position = {name: index for index, name in enumerate(names)}
    return scores, np.array([position[label] for label in labels])


def fit_temperature(scores: np.ndarray, truth: np.ndarray) -> float:
    """The temperature with the highest held-out likelihood."""
    rows = np.arange(len(truth))

    def loss(log_temperature: float) -> float:
        return -float(log_softmax(scores / np.exp(log_temperature))[rows, truth].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 2.0), method="bounded").x))


def _regress(x: np.ndarray | csr_matrix, labels: Sequence[str], c: float, max_iter: int) -> Linear:
    fitted = LogisticRegression(C=c, max_iter=max_iter, solver="lbfgs", multi_class="multinomial").fit(x, labels)
    return Linear(fitted.coef_.astype(np.float32), fitted.intercept_.astype(np.float32))
