"""The classifier's mathematics, free of Rasa: one linear model over sentence vectors and character n-grams, calibrated.

Chosen by measuring (docs/decisions/0003): on one feature matrix a linear support vector machine beats two averaged
logistic regressions by four points, and Rasa's own classifier, which ignores its regularisation, by more.
Its margins become probabilities with one temperature, fitted on examples that the model has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

NGRAMS = {"analyzer": "char", "ngram_range": (1, 3), "sublinear_tf": True, "min_df": 2}
SEED = 7


@dataclass(frozen=True)
class Settings:
    """Regularisation, the scale of the dense part beside the n-grams, and one held-out part in `folds`."""

    c: float = 0.5
    dense_scale: float = 1.5
    folds: int = 5
    max_iter: int = 200


@dataclass
class LinearModel:
    """Margins are `dense @ dense_weights + ngrams @ sparse_weights + bias`, shape (texts, labels)."""

    labels: list[str]
    dense_weights: np.ndarray
    sparse_weights: np.ndarray
    bias: np.ndarray
    ngrams: TfidfVectorizer
    temperature: float = 1.0

    def margins(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Uncalibrated scores; `vectors` has one row a text."""
        sparse = self.ngrams.transform(texts) @ self.sparse_weights
        return np.asarray(vectors @ self.dense_weights + sparse + self.bias)

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Calibrated probabilities, columns in the order of `labels`."""
        return np.exp(log_softmax(self.margins(texts, vectors) / self.temperature))


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Row-wise log-softmax."""
    scores = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)))


def fit(texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str], settings: Settings) -> LinearModel:
    """Fit on everything, with the temperature of a model that was fitted without the first fold."""
    train, test = next(splits(labels, settings.folds))
    part = fit_once(_take(texts, train), vectors[train], _take(labels, train), settings)
    temperature = fit_temperature(part, _take(texts, test), vectors[test], _take(labels, test))
    model = fit_once(texts, vectors, labels, settings)
    model.temperature = temperature
    return model


def fit_once(texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str], settings: Settings) -> LinearModel:
    """Fit without calibration."""
    ngrams = TfidfVectorizer(**NGRAMS)
    features = hstack([csr_matrix(vectors * settings.dense_scale), ngrams.fit_transform(texts)]).tocsr()
    machine = LinearSVC(C=settings.c, max_iter=settings.max_iter, tol=1e-3, random_state=SEED).fit(features, labels)
    weights = machine.coef_.T.astype(np.float32)
    width = vectors.shape[1]
    dense, sparse = weights[:width] * settings.dense_scale, weights[width:]
    return LinearModel(list(machine.classes_), dense, sparse, machine.intercept_.astype(np.float32), ngrams)


def fit_temperature(model: LinearModel, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> float:
    """The temperature under which unseen labels are most likely."""
    margins = model.margins(texts, vectors)
    position = {label: index for index, label in enumerate(model.labels)}
    truth = np.array([position[label] for label in labels])
    rows = np.arange(len(truth))

    def loss(log_temperature: float) -> float:
        return -float(log_softmax(margins / np.exp(log_temperature))[rows, truth].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 2.0), method="bounded").x))


def splits(labels: Sequence[str], folds: int) -> StratifiedKFold:
    """(train, test) row indices, the same for every run."""
    return StratifiedKFold(folds, shuffle=True, random_state=SEED).split(np.zeros(len(labels)), labels)


def _take(items: Sequence[str], rows: np.ndarray) -> list[str]:
    return [items[row] for row in rows]
