"""How values read in a sentence, and what a record refuses."""

import datetime as dt

import pytest
from pydantic import ValidationError

from knowledge.model import Condition, Duration, Fact, Validity, Value

SOURCE = {"document": "000", "clause": "一"}


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ({"duration": {"amount": 1, "unit": "year"}}, "一年"),
        ({"duration": {"amount": 2, "unit": "year"}}, "2年"),
        ({"duration": {"amount": 6, "unit": "month"}}, "6个月"),
        ({"duration": {"amount": 60, "unit": "day"}}, "60天"),
        ({"duration": {"amount": 10, "unit": "workday", "longest": 20}}, "10个工作日，特殊情况不超过20个工作日"),
        ({"percent": 80}, "80%"),
        ({"yuan": 1000}, "1000元"),
        ({"date": "2019-12-01"}, "2019年12月1日"),
        ({"phones": ["0512-12393", "12345"]}, "0512-12393、12345"),
        ({"items": ["发票", "清单"]}, "发票、清单"),
        ({"name": "苏州医保"}, "苏州医保"),
        ({"url": "https://example.org"}, "https://example.org"),
    ],
)
def test_a_value_reads(value: dict, read: str):
    assert str(Value(**value)) == read


@pytest.mark.parametrize("wrong", [{}, {"percent": 80, "yuan": 3}, {"percentage": 80}, {"duration": {"amount": 1}}])
def test_a_value_is_exactly_one_known_thing(wrong: dict):
    with pytest.raises(ValidationError):
        Value(**wrong)


def test_the_sentence_of_a_fact_has_its_value_put_in():
    fact = Fact(
        id="suzhou.x", text="有效期是{value}。", value={"duration": {"amount": 1, "unit": "year"}}, sources=[SOURCE]
    )
    assert fact.sentence == "有效期是一年。"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"sources": []}, "at least one"),
        ({"text": "有效{value}。"}, "there is no value"),
        ({"value": {"percent": 80}}, "does not use"),
        ({"text": "请拨{phone}。"}, "unknown placeholder"),
        ({"detail": True}, "needs `about`"),
        ({"replaced_by": "suzhou.y"}, "needs `about`"),
        ({"wen": {}}, "extra fields"),
        ({"when": {"category": ["tourist"]}}, "not a valid enumeration member"),
        ({"valid": {"since": "2020-01-02", "until": "2020-01-01"}}, "before `since`"),
    ],
)
def test_a_fact_refuses(wrong: dict, says: str):
    with pytest.raises(ValidationError, match=says):
        Fact(**{"id": "suzhou.x", "text": "有效一年。", "sources": [SOURCE], **wrong})


def test_the_hotline_of_the_place_may_stand_in_any_text():
    assert Fact(id="china.x", text="请拨{hotline}。", sources=[SOURCE]).sentence == "请拨{hotline}。"


def test_records_do_not_change():
    with pytest.raises(TypeError):
        Validity(since=dt.date(2020, 1, 1)).since = dt.date(2021, 1, 1)
    assert hash(Condition()) == hash(Condition())


def test_a_duration_names_its_units_when_it_refuses_one():
    with pytest.raises(ValidationError, match="day, workday, month, year"):
        Duration(amount=1, unit="week")
