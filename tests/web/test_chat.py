"""A citizen on a phone: asking, reading, ticking, rating, starting anew."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.conftest import Site
from tests.web.steps import ask, field, say

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>document.title='hit'</script>",
    "\u202eabc\u202d <b>x</b>",
    "${alert(1)} {{7*7}} <!-- ",
    "很" * 10_000,
]


def test_the_welcome_says_who_speaks_and_what_happens_with_ones_words(page: Page) -> None:
    expect(page.get_by_text("我是自动应答的程序，不是真人")).to_be_visible()
    expect(page.get_by_text("问政策不需要任何个人信息")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_an_answer_is_a_card_with_its_sources(page: Page) -> None:
    card = ask(page, "要带什么材料")
    expect(card.get_by_text("按苏州市参保来答")).to_be_visible()
    expect(card.get_by_text("您是哪一类")).to_be_visible()
    card.get_by_text("依据1份文件").click()
    expect(card.get_by_text("苏州市异地就医备案一本通")).to_be_visible()
    expect(card.get_by_text("2024年1月1日起施行")).to_be_visible()


def test_materials_are_ticked_and_stay_ticked(page: Page) -> None:
    card = ask(page, "要带什么材料")
    card.get_by_label("长期居住认定材料（居住证明）").check()
    expect(card.get_by_text("已备齐 1/2")).to_be_visible()
    page.reload()
    expect(page.get_by_label("长期居住认定材料（居住证明）")).to_be_checked()


def test_offices_can_be_called_and_found(page: Page) -> None:
    card = ask(page, "窗口在哪")
    call = card.get_by_role("link", name="拨打 0512-12393").first
    assert call.get_attribute("href") == "tel:0512-12393"
    way = card.get_by_role("link", name=re.compile("导航 苏州市相城区庆元路168号")).get_attribute("href")
    assert way
    assert way.startswith("geo:")


def test_numbers_and_addresses_in_a_text_can_be_tapped(page: Page) -> None:
    card = ask(page, "要带什么材料")
    assert card.get_by_role("link", name="0512-12393").get_attribute("href") == "tel:0512-12393"
    assert card.get_by_role("link", name=re.compile("fuwu")).get_attribute("rel") == "noopener noreferrer"


def test_a_quick_reply_is_said_with_its_title(page: Page, site: Site) -> None:
    ask(page, "要带什么材料").get_by_role("button", name="长期住外地").click()
    expect(page.locator(".me").last).to_have_text("您说长期住外地")
    expect(page.locator("yidi-reply")).to_have_count(2)
    assert site.gate.said[-1] == "resident"


def test_several_messages_of_one_answer_are_all_shown(page: Page) -> None:
    ask(page, "两条")
    expect(page.locator("yidi-reply")).to_have_count(2)


def test_while_the_answer_is_made_the_assistant_is_seen_typing(page: Page, site: Site) -> None:
    site.gate.shut()
    say(page, "窗口")
    expect(page.get_by_text("助手正在输入")).to_be_attached()
    site.gate.open()
    expect(page.locator(".office")).to_have_count(2)
    expect(page.get_by_text("助手正在输入")).to_have_count(0)


def test_a_person_is_one_tap_away(page: Page) -> None:
    page.get_by_role("button", name="转人工").click()
    assert page.get_by_role("link", name="0512-12393").last.get_attribute("href") == "tel:0512-12393"


def test_an_emergency_stands_out_in_words_and_can_be_called(page: Page) -> None:
    card = ask(page, "人昏迷了")
    expect(card.get_by_text("紧急提示")).to_be_visible()
    assert card.get_by_role("link", name="120").get_attribute("href") == "tel:120"


def test_a_low_rating_asks_why(page: Page) -> None:
    card = ask(page, "要带什么材料")
    card.get_by_role("button", name="评价").click()
    card.get_by_label("不满意", exact=True).check()
    card.get_by_label("看不懂").check()
    card.get_by_label("其他意见").fill("字太小")
    with page.expect_request("**/web/ratings") as request:
        card.get_by_role("button", name="提交评价").click()
    expect(card.get_by_text("谢谢您的评价")).to_be_visible()
    stored = request.value.post_data_json
    assert (stored["score"], stored["reason"], stored["answer"]) == (2, "看不懂；字太小", "a1b2c3")


def test_a_good_rating_asks_for_no_reason(page: Page) -> None:
    card = ask(page, "要带什么材料")
    card.get_by_role("button", name="评价").click()
    card.get_by_label("满意", exact=True).check()
    expect(card.get_by_text("哪里不满意")).to_have_count(0)
    card.get_by_role("button", name="提交评价").click()
    expect(card.get_by_text("谢谢您的评价")).to_be_visible()


# The browser's own speech recognition needs a microphone and its maker's servers; this one has heard something.
EAR = """window.SpeechRecognition = window.webkitSpeechRecognition = class {
    start() { window.ear = this; }
    stop() { this.onend(); }
};"""


def test_what_was_spoken_stands_in_the_field_before_it_is_sent(page: Page) -> None:
    page.add_init_script(EAR)
    page.reload()
    page.get_by_role("button", name="语音输入").click()
    expect(page.get_by_role("button", name="停止录音")).to_have_attribute("aria-pressed", "true")
    page.evaluate("ear.onresult({results: [[{transcript: '备案要带'}], [{transcript: '什么材料'}]]})")
    expect(field(page)).to_have_value("备案要带什么材料")
    page.evaluate("ear.onend()")
    expect(field(page)).to_be_focused()
    expect(page.locator(".me")).to_have_count(0)
    field(page).press("Enter")
    expect(page.locator("yidi-reply .choices")).to_be_visible()


def test_speech_that_was_not_understood_says_so(page: Page) -> None:
    page.add_init_script(EAR)
    page.reload()
    page.get_by_role("button", name="语音输入").click()
    page.evaluate("ear.onerror({error: 'no-speech'}); ear.onend()")
    expect(page.get_by_text("没有听清")).to_be_visible()


def test_where_the_browser_cannot_listen_no_microphone_is_offered(page: Page) -> None:
    page.add_init_script("delete window.webkitSpeechRecognition; delete window.SpeechRecognition")
    page.reload()
    expect(page.get_by_role("button", name="发送")).to_be_visible()
    expect(page.get_by_role("button", name="语音输入")).to_have_count(0)


def test_an_answer_is_copied_whole(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "要带什么材料").get_by_role("button", name="复制").click()
    expect(page.get_by_role("status").filter(has_text="已复制")).to_be_visible()
    assert "依据：《苏州一本通》" in page.evaluate("navigator.clipboard.readText()")


def test_an_answer_is_kept_as_a_picture(page: Page) -> None:
    ask(page, "要带什么材料").get_by_role("button", name="存图片").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载图片").click()
    assert download.value.suggested_filename == "yidi.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_an_answer_is_printed_alone_with_its_sources(page: Page) -> None:
    page.add_init_script("window.print = function () { top.printed = document.body.innerText; }")
    page.reload()
    card = ask(page, "要带什么材料")
    card.get_by_role("button", name="打印").click()
    printed = page.evaluate("window.printed")
    assert "苏州市异地就医备案一本通" in printed
    assert "评价" not in printed


def test_the_conversation_is_there_after_a_reload(page: Page) -> None:
    ask(page, "要带什么材料")
    page.reload()
    expect(page.locator(".me")).to_have_text("您说要带什么材料")
    expect(page.get_by_text("依据1份文件")).to_be_visible()


def test_nothing_that_was_said_is_kept_on_the_device(page: Page) -> None:
    ask(page, "要带什么材料")
    page.get_by_label("长期居住认定材料（居住证明）").check()
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert not re.search("[\u4e00-\u9fff]", kept)


def test_starting_anew_asks_first_and_then_forgets(page: Page) -> None:
    ask(page, "要带什么材料")
    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="重新开始").click()
    page.get_by_role("button", name="确定清除").click()
    expect(page.locator(".me")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("我是自动应答的程序")).to_be_visible()
    expect(page.locator(".me")).to_have_count(0)


@pytest.mark.parametrize("text", HOSTILE, ids=["img", "script", "bidi", "template", "long"])
def test_hostile_text_is_shown_as_text(page: Page, text: str) -> None:
    ask(page, text)
    expect(page.locator(".me bdi")).to_have_text(text)
    assert page.title() == "异地就医智能助手"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(field(page)).to_be_visible()
