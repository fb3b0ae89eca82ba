"""The classifier's mathematics: the same examples give the same model."""

from __future__ import annotations

import numpy as np
from scipy.sparse import random as random_sparse

from bot.nlu.model import LinearModel, Settings, fit
from bot.nlu.processes import processes

EXAMPLES, FACETS = 3000, 24


def learnt() -> LinearModel:
    """A model of random examples, always the same ones, too few passes for the order of steps not to matter."""
    numbers = np.random.default_rng(3)
    vectors = numbers.normal(size=(EXAMPLES, 32)).astype(np.float32)
    wording = random_sparse(EXAMPLES, 500, 0.05, "csr", np.float32, numbers)
    facets = [f"facet {number}" for number in numbers.integers(FACETS, size=EXAMPLES)]
    with processes() as pool:
        return fit(vectors, wording, facets, Settings(directions=16, max_iter=3), pool)


def test_the_same_examples_give_the_same_model() -> None:
    first, again = learnt(), learnt()
    assert first.facets == again.facets
    assert np.array_equal(first.sparse_weights, again.sparse_weights)
    assert np.array_equal(first.dense_weights, again.dense_weights)
