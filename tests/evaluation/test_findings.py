"""The rule in use, and the page."""

import numpy as np
import pytest

from bot.evaluation.calibration import Outcome
from bot.evaluation.confusions import Confusion
from bot.evaluation.cross_validation import Judged
from bot.evaluation.findings import Figure, Findings, in_use
from bot.evaluation.report import render


@pytest.mark.parametrize(
    ("probabilities", "answered"),
    [
        ([0.6, 0.3, 0.1], True),
        ([0.4, 0.1, 0.1], True),
        ([0.4, 0.35, 0.1], False),
        ([0.2, 0.1, 0.1], False),
    ],
    ids=["sure", "likely and far ahead", "likely but close", "unlikely"],
)
def test_a_message_is_answered_when_sure_or_clearly_ahead(probabilities, answered):
    judged = Judged(["fee", "where", "who"], np.array([probabilities]), np.array([0]))
    assert in_use(judged).answered == answered


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
