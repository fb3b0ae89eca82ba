"""A whole instant filing on a phone of 360 px, with real controls."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.conftest import SCREENS, Site
from tests.web.steps import say

# Invented numbers with valid checksums.
ID_NUMBER = "11010519491231002X"
PHONE_NUMBER = "13800138000"


def shot(page: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"filing-{name}.png")


def done(page: Page) -> None:
    page.get_by_role("button", name="确定").click()


def give_the_number(page: Page) -> None:
    """Wrong first; then right, in full-width digits and with a space."""
    number = page.get_by_label("您的身份证号码")
    number.fill("110105194912310021")  # the last digit is wrong
    done(page)
    expect(page.get_by_role("alert").filter(has_text="身份证号码不对")).to_be_visible()
    expect(number).to_be_focused()
    number.fill("１１０１０５ 19491231 002x")
    assert number.get_attribute("type") == "password"
    page.get_by_role("button", name="显示").click()
    assert number.get_attribute("type") == "text"
    shot(page, "id")
    done(page)


def test_a_filing_from_the_first_word_to_the_last(page: Page, site: Site) -> None:
    say(page, "办备案")
    city = page.get_by_role("combobox", name="您要去哪个城市看病？")
    # The control asks; the same question as a bubble above it is for screen readers only.
    assert page.locator("yidi-reply article").evaluate("e => e.offsetHeight") <= 1
    city.fill("南")
    shot(page, "city")
    page.get_by_role("option", name="南京市").click()
    expect(city).to_have_value("南京市")
    done(page)

    page.get_by_label("从哪一天开始？").fill("2026-12-01")
    shot(page, "date")
    done(page)

    page.get_by_label("医院转诊").check()
    done(page)

    give_the_number(page)
    expect(page.get_by_label("联系电话")).to_be_visible()
    page.get_by_label("联系电话").fill(PHONE_NUMBER)
    done(page)
    expect(page.get_by_text("备案已提交")).to_be_visible()
    shot(page, "done")
    assert page.locator(".me bdi").all_inner_texts() == [
        "办备案",
        "南京市",
        "2026-12-01",
        "医院转诊",
        "110•••••••••••002X",
        "138••••8000",
    ]
    assert site.gate.said[-5:] == ["南京市", "2026-12-01", "转诊", "【身份证】", "【手机号】"]
    page.reload()
    expect(page.get_by_text("【身份证】")).to_be_visible()
    assert ID_NUMBER not in page.content()


def test_an_optional_field_can_be_skipped_and_an_old_one_is_gone(page: Page) -> None:
    say(page, "办备案")
    expect(page.locator("yidi-field")).to_have_count(1)
    done(page)
    expect(page.get_by_role("alert").filter(has_text="请先填写这一项")).to_be_visible()
    for answer in ("南京市", "2026-12-01", "转诊", ID_NUMBER):
        say(page, answer)
    page.get_by_role("button", name="跳过").click()
    expect(page.get_by_text("备案已提交")).to_be_visible()
    expect(page.locator("yidi-field")).to_have_count(0)


def test_the_city_is_found_by_keyboard(page: Page) -> None:
    say(page, "办备案")
    city = page.get_by_role("combobox")
    city.press_sequentially("苏")
    expect(page.get_by_role("option").first).to_be_visible()
    city.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_text("苏州市江苏省")
    city.press("Enter")
    expect(city).to_have_value("苏州市")
    city.press("Enter")
    expect(page.locator(".me").last).to_contain_text("苏州市")
