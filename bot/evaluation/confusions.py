"""Which labels are taken for which others. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Confusion:
    """One label taken for another: how often, as a share of the true label's examples, and some of the wordings."""

    truth: str
    said: str
    count: int
    share: float
    wordings: tuple[str, ...]


def matrix(truth: np.ndarray, said: np.ndarray, size: int) -> np.ndarray:
    """Counts, shape (size, size): rows are true labels, columns what was said."""
    counts = np.zeros((size, size), dtype=int)
    np.add.at(counts, (truth, said), 1)
    return counts


def most_frequent(
    labels: Sequence[str],
    truth: np.ndarray,
    said: np.ndarray,
    texts: Sequence[str],
    most: int = 20,
    wordings: int = 3,
) -> list[Confusion]:
    """The most frequent confusions, the most frequent first; each with its shortest wordings."""
    totals = np.bincount(truth, minlength=len(labels))
    rows = defaultdict(list)
    for row in np.flatnonzero(truth != said):
        rows[int(truth[row]), int(said[row])].append(texts[row])
    ranked = sorted(rows.items(), key=lambda item: (-len(item[1]), item[0]))[:most]
    return [
        Confusion(labels[t], labels[s], len(found), len(found) / totals[t], tuple(sorted(found, key=len)[:wordings]))
        for (t, s), found in ranked
    ]
