"""What is read in a citizen's own words."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.eligibility import story
from tests.actions.tasks.talk import read

ON = dt.date(2025, 7, 3)
SAID = yaml.safe_load((Path(__file__).parent / "stories.yml").read_text("utf-8"))


@pytest.mark.parametrize("said", SAID, ids=[said["says"] for said in SAID])
def test_what_is_told_is_read_and_nothing_else(said: dict):
    assert story.read(read(said["says"]), ON, {}) == said["tells"]


def test_what_a_sign_says_now_outweighs_what_was_told_before():
    assert story.read(read("后来退休了"), ON, {"retired": False})["retired"] is True


@pytest.mark.parametrize("said", ["退休跟女儿住上海，户口没迁", "在上海打工", "医院开了转诊去北京"])
def test_a_story_is_one(said: str):
    assert story.is_story(read(said), story.read(read(said), ON, {}))


@pytest.mark.parametrize("said", ["你好", "我在昆山参保", "没有居住证怎么办", "去上海", "备案收钱吗"])
def test_what_is_none_is_not(said: str):
    assert not story.is_story(read(said), story.read(read(said), ON, {}))


@pytest.mark.parametrize(
    "said", ["要是户口迁过去了呢", "那我妈要是没退休呢", "如果单位派我去，算哪类", "户口迁了的话呢？", "换成杭州呢"]
)
def test_another_case_is_supposed(said: str):
    assert story.supposes(said)


@pytest.mark.parametrize("said", ["说错了，户口迁了", "那户口没迁呢", "换成杭州", "我要是的", "没有居住证的话就算了"])
def test_the_own_case_is_not_supposed(said: str):
    assert not story.supposes(said)


@settings(deadline=None)
@given(st.lists(st.sampled_from([said["says"] for said in SAID]), max_size=4), st.sampled_from(["", "，", "。", "了"]))
def test_whatever_is_told_in_one_breath_can_be_read(parts: list[str], between: str):
    assert set(story.read(read(between.join(parts)), ON, {"committed": True})) <= {*story.FIELDS, "whom"}
