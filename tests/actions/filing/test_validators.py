"""What a citizen may give, and what is refused with which reason."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.filing import validators
from actions.filing.dates import names_date, read_date
from actions.filing.errors import Code, FilingError
from actions.filing.model import Who
from actions.filing.receipts import new_receipt, read_receipt
from bot.channels.privacy import mask
from knowledge.loader import load
from tests.actions.filing.samples import ADULT, CHILD, TODAY


def reason(check, *arguments) -> Code:
    with pytest.raises(FilingError) as caught:
        check(*arguments)
    return caught.value.code


@pytest.mark.parametrize(
    "given", [ADULT, "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ", "110105-1949-1231-002X"]
)
def test_an_id_number_however_it_is_written(given: str):
    assert validators.id_number(given, TODAY) == ADULT


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("110105194912310021", Code.id_checksum),
        ("11010519491231002", Code.id_length),
        ("1101051949123100XX", Code.id_length),
        ("110105491231002", Code.id_old),
        ("110105194902300022", Code.id_date),
        ("110105205001010023", Code.id_date),
        ("110105180001010023", Code.id_date),
        ("990105194912310021", Code.id_region),
        ("", Code.id_length),
    ],
)
def test_a_wrong_id_number(given: str, code: Code):
    assert reason(validators.id_number, given, TODAY) is code


@given(st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(place: int, shift: int):
    wrong = ADULT[:place] + str((int(ADULT[place]) + shift) % 10) + ADULT[place + 1 :]
    with pytest.raises(FilingError):
        validators.id_number(wrong, TODAY)


def test_a_minor_needs_a_guardian():
    assert reason(validators.applicant, CHILD, Who.self, TODAY) is Code.minor
    assert validators.applicant(CHILD, Who.proxy, TODAY) == CHILD


@pytest.mark.parametrize(
    ("number", "today", "age"),
    [
        ("320501200702280015", dt.date(2025, 2, 27), 17),
        ("320501200702280015", dt.date(2025, 2, 28), 18),
        ("320501200402290015", dt.date(2022, 2, 28), 17),
        ("320501200402290015", dt.date(2022, 3, 1), 18),
    ],
)
def test_age_turns_on_the_birthday(number: str, today: dt.date, age: int):
    assert validators.age(number, today) == age


@pytest.mark.parametrize("given", ["13800000000", "138 0000 0000", "+86 138-0000-0000", "１３８００００００００"])
def test_a_mobile_number_however_it_is_written(given: str):
    assert validators.mobile(given) == "13800000000"


@pytest.mark.parametrize("given", ["1380000000", "23800000000", "12800000000", "0512-12345678", "", "138000000001"])
def test_a_wrong_mobile_number(given: str):
    assert reason(validators.mobile, given) is Code.mobile


@pytest.mark.parametrize(
    ("said", "insured", "found"),
    [
        ("杭州", "kunshan", "杭州市"),
        ("上海", "kunshan", "上海市"),
        ("南京", "suzhou_city", "nanjing"),
        ("江阴", "kunshan", "wuxi"),
        ("昆山", "wujiang", Code.place_inside),
        ("苏州", "park", Code.place_inside),
        ("浙江", "park", Code.place_too_wide),
    ],
)
def test_destinations(said: str, insured: str, found: object):
    places = load().places
    place = places.names[said]
    if isinstance(found, Code):
        assert reason(validators.destination, place, insured, places) is found
    else:
        assert validators.destination(place, insured, places) == found


@pytest.mark.parametrize(
    ("place", "found"),
    [("kunshan", "kunshan"), ("suzhou", Code.district_unclear), ("nanjing", Code.not_insured_here),
     ("huaian", Code.not_insured_here), ("北京市", Code.not_insured_here)],
)  # fmt: skip
def test_instant_filing_is_for_people_insured_in_a_district_of_suzhou(place: str, found: object):
    if isinstance(found, Code):
        assert reason(validators.insured_district, place, load().places) is found
    else:
        assert validators.insured_district(place, load().places) == found


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天", "2025-07-03"), ("明天就走", "2025-07-04"), ("大后天", "2025-07-06"), ("后天", "2025-07-05"),
        ("周三", "2025-07-09"), ("这周五", "2025-07-04"), ("下周三", "2025-07-09"), ("下下周一", "2025-07-14"),
        ("星期天", "2025-07-06"), ("7月5号", "2025-07-05"), ("七月十五日", "2025-07-15"),
        ("１２月２５号", "2025-12-25"),
        ("2025-08-01", "2025-08-01"),
        ("2025年8月1日", "2025-08-01"), ("8.1", "2025-08-01"), ("8/1", "2025-08-01"),
        ("二〇二五年八月一日", "2025-08-01"), ("这个月20号", "2025-07-20"), ("下个月3号", "2025-08-03"),
        ("五号", "2025-07-05"), ("2号", "2025-08-02"), ("1月3号", "2026-01-03"), ("2月29号", "2028-02-29"),
        ("7月1号", "2025-07-01"), ("昨天", "2025-07-02"), ("上周三", "2025-06-25"),
        ("明年1月5号", "2026-01-05"), ("今年8月1日", "2025-08-01"),
        ("下下个月3号", "2025-09-03"), ("去年8月1日", "2024-08-01"),
    ],
)  # fmt: skip
def test_days_as_people_say_them(said: str, day: str):
    assert read_date(said, TODAY) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("said", "code"),
    [("2月30号", Code.date_impossible), ("13月1日", Code.date_impossible), ("2025-02-29", Code.date_impossible),
     ("32号", Code.date_impossible), ("过几天吧", Code.date_unclear), ("不知道", Code.date_unclear)],
)  # fmt: skip
def test_days_that_are_none(said: str, code: Code):
    assert reason(read_date, said, TODAY) is code
    assert names_date(said) is (code is Code.date_impossible)


@pytest.mark.parametrize(
    ("day", "code"), [("2025-07-02", Code.date_past), ("2026-07-04", Code.date_far), ("2020-01-01", Code.date_past)]
)
def test_first_days_out_of_range(day: str, code: Code):
    assert reason(validators.start_date, dt.date.fromisoformat(day), TODAY) is code


@given(st.text(max_size=40))
def test_reading_a_day_never_fails_otherwise(text: str):
    assert names_date(text) in (True, False)


def test_receipts_are_read_back_from_any_writing_and_are_no_personal_number():
    for _ in range(300):
        receipt = new_receipt()
        assert mask(f"编号{receipt}呀") == f"编号{receipt}呀"
        for written in (receipt, receipt.lower(), receipt.replace("-", ""), receipt.replace("-", " ")):
            assert read_receipt(f"我的编号是{written}。") == receipt


@pytest.mark.parametrize("text", ["K482-T913-M067", "AAAA-BBBB-CCCC", "没有", "K482-T913", "O482-T913-M063"])
def test_an_invented_receipt_is_noticed(text: str):
    assert read_receipt(text) is None
