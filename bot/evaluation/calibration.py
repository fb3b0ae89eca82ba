"""What a threshold on the confidence gives, and whether the confidence means what it says. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Outcome:
    """What becomes of all questions under one rule, as shares of all of them."""

    rule: str
    right: float
    wrong: float

    @property
    def answered(self) -> float:
        """Share that is answered at all."""
        return self.right + self.wrong

    @property
    def asked_back(self) -> float:
        """Share that is answered with a question back."""
        return 1.0 - self.answered

    @property
    def precision(self) -> float:
        """Share of right ones among those answered; 1 when none is."""
        return self.right / self.answered if self.answered else 1.0


@dataclass(frozen=True)
class Bin:
    """Examples whose confidence lies together: their number, mean confidence and share of right ones."""

    count: int
    confidence: float
    accuracy: float


def outcome(rule: str, answers: np.ndarray, right: np.ndarray) -> Outcome:
    """The outcome of answering where `answers` says so; both are boolean, one entry a question."""
    return Outcome(rule, float((answers & right).mean()), float((answers & ~right).mean()))


def threshold_table(confidence: np.ndarray, right: np.ndarray, thresholds: list[float]) -> list[Outcome]:
    """One outcome a threshold: answered from it on, asked back below."""
    return [outcome(f"{threshold:.2f}", confidence >= threshold, right) for threshold in thresholds]


def lowest_threshold(confidence: np.ndarray, right: np.ndarray, wrong_at_most: float) -> float:
    """The lowest threshold, in hundredths, with no more wrong answers than that share of all questions."""
    for threshold in np.arange(0, 101) / 100:
        if ((confidence >= threshold) & ~right).mean() <= wrong_at_most:
            return float(threshold)
    return 1.0


def reliability(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> list[Bin]:
    """Bins of equal width that hold at least one example, from unsure to sure."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    members = (place == index for index in range(bins))
    return [
        Bin(int(chosen.sum()), float(confidence[chosen].mean()), float(right[chosen].mean()))
        for chosen in members
        if chosen.any()
    ]


def calibration_error(bins: list[Bin]) -> float:
    """Expected calibration error: mean distance of confidence and accuracy, weighted by the number of examples."""
    total = sum(part.count for part in bins)
    return sum(part.count * abs(part.confidence - part.accuracy) for part in bins) / total
