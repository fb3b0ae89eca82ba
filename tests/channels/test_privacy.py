"""Personal numbers are gone before anything but the edge sees a message. All numbers here are invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.privacy import mask

ID, OLD_ID = "11010519491231002X", "110105491231002"
MOBILE = "13800138000"
BANK_CARD = "6222020200112233445"
SOCIAL_CARD = "A12345678"

FULL_WIDTH = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")


def spaced(number: str, gap: str, every: int) -> str:
    return gap.join(number[start : start + every] for start in range(0, len(number), every))


CORPUS = [
    # (message, number in it, what stands there instead)
    (f"身份证{ID}查下", ID, "身份证【身份证】查下"),
    (f"我的{ID.lower()}在淮安", ID.lower(), "我的【身份证】在淮安"),
    (f"{ID}", ID, "【身份证】"),
    (f"老证{OLD_ID}的", OLD_ID, "老证【身份证】的"),
    (f"电话{MOBILE}找我", MOBILE, "电话【手机号】找我"),
    (f"打+86{MOBILE}吧", MOBILE, "打【手机号】吧"),
    (f"卡号{BANK_CARD}户名", BANK_CARD, "卡号【银行卡】户名"),
    (f"社保卡{SOCIAL_CARD}刷不了", SOCIAL_CARD, "社保卡【社保卡】刷不了"),
    ("订单20231122334455呢", "20231122334455", "订单【号码】呢"),
    # full-width
    (f"身份证{ID.translate(FULL_WIDTH)}查下", ID, "身份证【身份证】查下"),
    (f"电话{MOBILE.translate(FULL_WIDTH)}找我", MOBILE, "电话【手机号】找我"),
    # with gaps as people write them
    (f"身份证{spaced(ID, ' ', 6)}", ID, "身份证【身份证】"),
    (f"身份证{spaced(ID, '-', 4)}", ID, "身份证【身份证】"),
    (f"电话{spaced(MOBILE, ' ', 4)}", MOBILE, "电话【手机号】"),
    (f"电话{spaced(MOBILE, '-', 3)}找", MOBILE, "电话【手机号】找"),
    (f"卡{spaced(BANK_CARD, ' ', 4)}，", BANK_CARD, "卡【银行卡】,"),
    (f"电话{spaced(MOBILE, '　', 1)}找", MOBILE, "电话【手机号】找"),
    # spoken, as a voice message writes them
    ("电话一三八零零一三八零零零找我", MOBILE, "电话【手机号】找我"),
    ("幺三八00幺三八000", MOBILE, "【手机号】"),
    ("身份证幺幺零幺零五 幺九四九幺二三幺 零零二X", ID, "身份证【身份证】"),
    # several in one message
    (f"{ID}和{MOBILE}", ID, "【身份证】和【手机号】"),
]


@pytest.mark.parametrize(("message", "number", "read"), CORPUS)
def test_a_personal_number_is_replaced_by_its_kind(message: str, number: str, read: str) -> None:
    masked = mask(message)
    assert masked == read
    assert number not in re.sub(r"\W", "", masked)


KEPT = [
    "转诊备案有效期1年，80%结付",
    "拨0512-12393或12345、12333、120",
    "苏医保待医〔2019〕11号第十一条",
    "2019年12月1日起执行",
    "窗口在A20至A23，华昌路3号29-34柜台",
    "总费用25000元，自付7500元",
    "江苏医保云APP",
    "起付线1000元、800元、500元",
    "5个人2天3次",
    "住了三四天，一二十个人，第一二三类都问过",
    "二零一九年十二月一日起",
]


@pytest.mark.parametrize("message", KEPT)
def test_what_a_question_needs_is_kept(message: str) -> None:
    assert mask(message) == message.replace("，", ",")


@settings(deadline=None)
@given(
    before=st.text(alphabet="我的号是，身份证：在 ", max_size=8),
    after=st.text(alphabet="，查一下吧 谢谢", max_size=8),
    gap=st.sampled_from(["", " ", "-", "—", "．", "　"]),
    every=st.integers(1, 8),
    wide=st.booleans(),
    number=st.sampled_from([ID, OLD_ID, MOBILE, BANK_CARD]),
)
def test_however_it_is_written(before: str, after: str, gap: str, every: int, wide: bool, number: str) -> None:
    written = spaced(number, gap, every)
    masked = mask(before + (written.translate(FULL_WIDTH) if wide else written) + after)
    assert number[:10] not in re.sub(r"\W", "", masked)
    assert "【" in masked


@settings(deadline=None)
@given(st.text())
def test_masks_any_text_and_masked_text_is_clean(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked
    assert not re.search(r"\d{11,}", masked)
