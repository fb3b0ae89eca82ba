"""When the network fails, and when the same citizen has two tabs: nothing is lost and nothing is said twice."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Route, expect

from bot.channels.web.settings import WebSettings
from tests.web.conftest import Site, serving
from tests.web.script import scripted_app
from tests.web.steps import ask, say


def test_a_connection_cut_in_mid_answer_costs_nothing(page: Page, site: Site, context: BrowserContext) -> None:
    site.gate.shut()
    before = len(site.gate.said)
    with page.expect_request("**/web/messages"):
        say(page, "窗口 断线")
    expect(page.get_by_text("助手正在输入")).to_be_attached()
    context.set_offline(True)
    site.gate.open()
    expect(page.get_by_text("现在没有网络")).to_be_visible()
    context.set_offline(False)
    expect(page.locator(".office")).to_have_count(2, timeout=15_000)
    assert site.gate.said[before:] == ["窗口 断线"]
    assert page.locator(".me").count() == 1


def test_a_stream_that_breaks_is_asked_for_again_under_the_same_id(page: Page, site: Site) -> None:
    ids: list[str] = []

    def cut(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        ids.append(route.request.post_data_json["id"])
        if len(ids) == 1:
            half = 'event: reply\ndata: {"text": "半", "choices": [], "answer": {}}\n\n'
            route.fulfill(status=200, content_type="text/event-stream", body=half)
        else:
            route.continue_()

    page.route("**/web/messages", cut)
    say(page, "两条 断流")
    expect(page.locator("yidi-reply")).to_have_count(2, timeout=10_000)
    expect(page.get_by_text("半", exact=True)).to_have_count(0)
    assert ids[0] == ids[1]
    assert site.gate.said.count("两条 断流") == 1


def test_what_could_not_be_delivered_can_be_sent_again_by_hand(page: Page) -> None:
    page.clock.install()
    page.route("**/web/messages", lambda route: route.abort())
    say(page, "窗口")
    for _ in range(30):
        page.clock.run_for(5000)
        if page.get_by_text("没有发出去").is_visible():
            break
    expect(page.get_by_text("没有发出去")).to_be_visible()
    expect(page.get_by_role("link", name="12393")).to_be_visible()
    page.unroute("**/web/messages")
    page.get_by_role("button", name="重新发送").click()
    expect(page.locator(".office")).to_have_count(2)
    expect(page.locator(".me")).to_have_count(1)


def test_without_streams_the_answer_comes_as_json(page: Page) -> None:
    page.add_init_script("delete window.ReadableStream")
    page.reload()
    with page.expect_request("**/web/messages") as request:
        say(page, "两条")
    expect(page.locator("yidi-reply")).to_have_count(2)
    assert request.value.headers["accept"] == "application/json"


def test_too_many_questions_are_refused_in_the_servers_words(context: BrowserContext, tmp_path: Path) -> None:
    settings = WebSettings(b"key", f"sqlite:///{tmp_path}/web.db", messages_per_minute=1)
    with serving(scripted_app(settings)) as url:
        page = context.new_page()
        page.goto(url)
        for _ in range(3):  # The minute may end between two of them.
            say(page, "你好")
        expect(page.get_by_text(re.compile("请等[0-9]+秒再发")).first).to_be_visible()
        expect(page.get_by_role("link", name="120", exact=True).first).to_be_visible()
        expect(page.get_by_role("button", name="重新发送").first).to_be_visible()


def test_a_session_that_has_run_out_is_replaced_without_a_word(page: Page) -> None:
    page.evaluate("localStorage.setItem('yidi.session', 'old.1.token')")
    ask(page, "窗口")
    expect(page.locator(".office")).to_have_count(2)


def test_two_tabs_show_one_conversation(page: Page, site: Site) -> None:
    ask(page, "要带什么材料")
    other = page.context.new_page()
    other.goto(site.url)
    expect(other.locator(".me")).to_have_count(1)
    ask(other, "窗口")
    expect(page.locator(".office")).to_have_count(2)
    ask(page, "你好")
    expect(other.locator(".me")).to_have_count(3)


def test_a_page_reloaded_while_the_answer_is_made_shows_it_when_it_comes(page: Page, site: Site) -> None:
    site.gate.shut()
    with page.expect_response("**/web/messages"):
        say(page, "窗口 重载")
    page.reload()
    expect(page.locator(".typing")).to_be_visible()
    site.gate.open()
    expect(page.locator(".office")).to_have_count(2, timeout=10_000)
    assert site.gate.said.count("窗口 重载") == 1
