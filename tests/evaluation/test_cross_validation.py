"""Every example is judged by a model that was trained without it."""

import numpy as np
import pytest

from bot.evaluation.cross_validation import ABSENT, HeldOut, cross_validate
from bot.nlu.model import Settings

WORDINGS = {
    "materials|filing": "备案要带什么材料",
    "materials|claim": "报销要带什么单子",
    "fee": "办这个收不收钱",
    "where": "去哪个窗口办理",
}


@pytest.fixture
def held_out() -> HeldOut:
    facets = [facet for facet in WORDINGS for _ in range(10)]
    texts = [f"{WORDINGS[facet]}{tail}" for facet in WORDINGS for tail in "呀啊呢吧哦嘛哈啦哟咧"]
    directions = np.repeat(np.eye(len(WORDINGS), dtype=np.float32), 10, axis=0)
    return cross_validate(texts, directions, facets, Settings(), folds=5)


def test_every_example_gets_margins_from_the_fold_it_was_left_out_of(held_out):
    assert held_out.margins.shape == (40, 4)
    assert (held_out.margins > ABSENT).all()


def test_plain_wordings_are_told_apart(held_out):
    assert held_out.judged(temperature=0.2).accuracy == 1.0


def test_facets_of_an_intent_add_up_to_it(held_out):
    judged = held_out.judged(temperature=0.2)
    assert sorted(judged.labels) == ["fee", "materials", "where"]
    assert judged.probabilities.sum(axis=1) == pytest.approx(np.ones(40), abs=1e-5)


def test_a_facet_taken_for_its_sibling_is_no_mistake():
    margins = np.array([[0.0, 2.0, -2.0]])
    judged = HeldOut(["materials|claim", "materials|filing", "fee"], margins, np.array([0])).judged(temperature=1.0)
    assert judged.accuracy == 1.0


def test_a_higher_temperature_is_less_sure_but_says_the_same(held_out):
    sharp, soft = held_out.judged(0.1), held_out.judged(2.0)
    assert (sharp.said == soft.said).all()
    assert sharp.best_two()[:, 0].mean() > soft.best_two()[:, 0].mean()


def test_among_the_best_three_is_at_least_as_good_as_the_best(held_out):
    judged = held_out.judged(0.2)
    assert judged.top(1) == judged.accuracy <= judged.top(3)


def test_each_fold_is_announced():
    calls = []
    texts, facets = ["备案去哪办理呢"] * 9 + ["报销收不收费用"] * 9, ["where"] * 9 + ["fee"] * 9
    cross_validate(texts, np.eye(18, dtype=np.float32), facets, Settings(), 3, lambda: calls.append(1))
    assert len(calls) == 3
