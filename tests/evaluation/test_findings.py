"""The rule in use, and the page."""

import numpy as np
import pytest

from bot.evaluation.calibration import Outcome
from bot.evaluation.confusions import Confusion
from bot.evaluation.cross_validation import Judged
from bot.evaluation.findings import Figure, Findings, answered_topics, in_use
from bot.evaluation.report import render
from knowledge.loader import load


@pytest.mark.parametrize(
    ("ranking", "answered"),
    [
        ((("fee", 0.8), ("where", 0.1)), ["fee"]),
        ((("fee", 0.45), ("where", 0.35)), ["fee", "where"]),
        ((("fee", 0.2), ("where", 0.1)), []),
        ((("greet", 0.9), ("thanks", 0.05)), ["greet"]),
        ((("greet", 0.3), ("thanks", 0.25)), []),
    ],
    ids=["sure", "two likely", "unsure", "talk", "unsure talk"],
)
def test_a_message_is_answered_by_the_rule_that_the_dialogue_uses(ranking, answered):
    assert answered_topics(ranking, load()) == answered


def test_an_answer_about_two_topics_is_right_when_the_true_one_is_among_them():
    labels = ["fee", "where", "who"]
    probabilities = np.array([[0.45, 0.35, 0.2], [0.45, 0.35, 0.2], [0.8, 0.1, 0.1], [0.38, 0.34, 0.28]])
    rule, several = in_use(Judged(labels, probabilities, np.array([1, 2, 0, 0])), load())
    assert (rule.right, rule.wrong, several) == (0.75, 0.25, 0.75)


def test_the_page_names_figures_and_confusions_and_escapes_what_people_wrote():
    findings = Findings(
        examples=120, folds=5,
        figures=[Figure("accuracy", "0.95", "≥ 0.9", True), Figure("wrong", "7.0%", "≤ 5%", False)],
        outcomes=[Outcome("0.50", 0.8, 0.05)],
        confusions=[Confusion("fee", "where", 2, 0.5, ("<b>去哪交钱</b>",))],
        sets="",
    )  # fmt: skip
    page = render(findings)
    assert '<tr class="good"><td>accuracy</td>' in page
    assert '<tr class="bad"><td>wrong</td>' in page
    assert "<td>80.0%</td>" in page
    assert "&lt;b&gt;去哪交钱" in page
    assert "not scored" in page
