"""What a threshold gives, and whether confidence means what it says."""

import numpy as np
import pytest

from bot.evaluation.calibration import Bin, calibration_error, lowest_threshold, outcome, reliability, threshold_table

CONFIDENCE = np.array([0.95, 0.8, 0.6, 0.4, 0.2])
RIGHT = np.array([True, True, False, True, False])


@pytest.mark.parametrize(
    ("threshold", "answered", "wrong", "asked_back", "precision"),
    [
        (0.0, 1.0, 0.4, 0.0, 0.6),
        (0.4, 0.8, 0.2, 0.2, 0.75),
        (0.7, 0.4, 0.0, 0.6, 1.0),
        (1.0, 0.0, 0.0, 1.0, 1.0),
    ],
)
def test_a_threshold_trades_answers_for_questions_back(threshold, answered, wrong, asked_back, precision):
    [row] = threshold_table(CONFIDENCE, RIGHT, [threshold])
    assert (row.answered, row.wrong, row.asked_back, row.precision) == pytest.approx(
        (answered, wrong, asked_back, precision)
    )


@pytest.mark.parametrize(("wrong_at_most", "threshold"), [(0.4, 0.0), (0.2, 0.21), (0.0, 0.61)])
def test_the_lowest_threshold_that_keeps_wrong_answers_rare(wrong_at_most, threshold):
    assert lowest_threshold(CONFIDENCE, RIGHT, wrong_at_most) == pytest.approx(threshold)


def test_a_rule_of_its_own_is_judged_like_a_threshold():
    row = outcome("all but the last", np.array([True, True, True, True, False]), RIGHT)
    assert (row.rule, row.right, row.wrong) == ("all but the last", pytest.approx(0.6), pytest.approx(0.2))


def test_bins_hold_what_lies_together_and_empty_ones_are_left_out():
    confidence = np.array([0.05, 0.91, 0.95, 1.0])
    assert reliability(confidence, np.array([False, True, True, False])) == [
        Bin(1, pytest.approx(0.05), 0.0),
        Bin(3, pytest.approx(0.95333, abs=1e-4), pytest.approx(2 / 3)),
    ]


def test_confidence_that_means_what_it_says_has_no_error():
    assert calibration_error([Bin(10, 0.5, 0.5), Bin(5, 0.9, 0.9)]) == pytest.approx(0)
    assert calibration_error([Bin(3, 0.9, 0.5), Bin(1, 0.5, 0.5)]) == pytest.approx(0.3)
