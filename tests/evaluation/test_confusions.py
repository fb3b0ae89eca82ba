"""Which labels are taken for which others."""

import numpy as np

from bot.evaluation.confusions import Confusion, matrix, most_frequent

LABELS = ["fee", "where", "who"]
TRUTH = np.array([0, 0, 0, 1, 1, 2])
SAID = np.array([0, 1, 1, 1, 2, 2])
TEXTS = ["收费吗", "收多少钱在哪交", "去哪交钱", "在哪办", "找谁办", "谁能办"]


def test_rows_are_true_labels_and_columns_what_was_said():
    assert matrix(TRUTH, SAID, len(LABELS)).tolist() == [[1, 2, 0], [0, 1, 1], [0, 0, 1]]


def test_the_most_frequent_confusion_comes_first_with_its_shortest_wordings():
    assert most_frequent(LABELS, TRUTH, SAID, TEXTS) == [
        Confusion("fee", "where", 2, 2 / 3, ("去哪交钱", "收多少钱在哪交")),
        Confusion("where", "who", 1, 1 / 2, ("找谁办",)),
    ]


def test_only_as_many_as_asked_for_are_listed():
    assert len(most_frequent(LABELS, TRUTH, SAID, TEXTS, most=1)) == 1


def test_without_a_mistake_there_is_no_confusion():
    assert most_frequent(LABELS, TRUTH, TRUTH, TEXTS) == []
