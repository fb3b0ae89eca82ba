"""For everyone: axe in every state, keyboard only, 长辈版, narrow screens, zoom, colours, no JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.conftest import DESKTOP, PHONE, SCREENS, Site
from tests.web.steps import ask, field, say, violations


def welcome(_page: Page, _site: Site) -> None:
    """Nothing has been said."""


def notice(page: Page, _site: Site) -> None:
    page.get_by_text("查看详细说明").click()


def card(page: Page, _site: Site) -> None:
    ask(page, "要带什么材料").get_by_text("依据1份文件").click()
    page.get_by_label("长期居住认定材料（居住证明）").check()


def offices(page: Page, _site: Site) -> None:
    ask(page, "窗口在哪")


def emergency(page: Page, _site: Site) -> None:
    ask(page, "人昏迷了")


def typing(page: Page, site: Site) -> None:
    site.gate.shut()
    say(page, "你好")
    expect(page.locator(".typing")).to_be_visible()


def rating(page: Page, _site: Site) -> None:
    ask(page, "要带什么材料").get_by_role("button", name="评价").click()
    page.get_by_label("非常不满意").check()


def menu(page: Page, _site: Site) -> None:
    page.get_by_role("button", name="更多").click()


def picture(page: Page, _site: Site) -> None:
    ask(page, "要带什么材料").get_by_role("button", name="存图片").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def undelivered(page: Page, _site: Site) -> None:
    page.route(
        "**/web/messages", lambda route: route.fulfill(status=400, json={"error": {"code": "x", "text": "不行"}})
    )
    say(page, "你好")
    expect(page.get_by_text("没有发出去")).to_be_visible()


def unsure(page: Page, _site: Site) -> None:
    ask(page, "那个东西咋整")


def long_text(page: Page, _site: Site) -> None:
    ask(page, "很长" * 400)


def city(page: Page, _site: Site) -> None:
    ask(page, "办备案")
    page.get_by_role("combobox").fill("南")
    expect(page.get_by_role("option").first).to_be_visible()


STATES = [
    welcome,
    notice,
    card,
    offices,
    emergency,
    typing,
    rating,
    menu,
    picture,
    undelivered,
    unsure,
    long_text,
    city,
]
LOOKS = {
    "light": {},
    "dark": {"theme": 2},
    "contrast": {"theme": 3},
    "elder": {"elder": True, "size": 0},
    "elder-largest": {"elder": True, "size": 2},
}


def wear(page: Page, look: str) -> None:
    """Sets the look as a citizen's earlier choice."""
    page.evaluate("look => localStorage.setItem('yidi.settings', JSON.stringify(look))", LOOKS[look])
    page.reload()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(page: Page, site: Site, state: Callable[[Page, Site], None], look: str) -> None:
    wear(page, look)
    state(page, site)
    try:
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENS / f"{state.__name__}-{look}.png")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    finally:
        site.gate.open()


def test_axe_finds_nothing_on_the_wide_page_and_the_demo(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN", reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site.url)
    ask(page, "要带什么材料")
    page.screenshot(path=SCREENS / "desktop.png")
    assert violations(page) == []
    page.goto(f"{site.url}/demo")
    page.get_by_role("button", name="打开异地就医智能助手").click()
    ask(page, "窗口在哪")
    page.screenshot(path=SCREENS / "demo.png")
    assert violations(page) == []
    context.close()


# Where colours are forced, backgrounds are gone: what shows by its background alone cannot be seen.
EDGELESS = """() => ['.me', '.round', '.levels span', '.switch span:after', '.tick'].filter(name => {
    const [selector, pseudo] = name.split(':');
    return [...document.querySelector('yidi-chat').shadowRoot.querySelectorAll(selector)]
        .some(e => getComputedStyle(e, pseudo && '::' + pseudo).borderTopWidth === '0px');
})"""
SMALL = """sel => [...document.querySelector('yidi-chat').shadowRoot.querySelectorAll(sel)]
    .map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.height < LEAST - .5 || box.width < LEAST - .5)).map(([html]) => html)"""
TARGETS = "button, summary, .checks label, .levels label, .small, .primary, textarea"


@pytest.mark.parametrize(("look", "least", "text"), [("light", 44, 16), ("elder", 60, 20), ("elder-largest", 60, 30)])
def test_targets_and_text_have_the_size_that_the_rules_ask(page: Page, look: str, least: int, text: int) -> None:
    wear(page, look)
    ask(page, "要带什么材料").get_by_role("button", name="评价").click()
    assert page.evaluate(SMALL.replace("LEAST", str(least)), TARGETS) == []
    size = page.locator(".body p").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= text
    if look != "light":
        small = page.evaluate(
            "() => [...document.querySelector('yidi-chat').shadowRoot.querySelectorAll('.app *')]"
            ".filter(e => e.offsetWidth > 2)"
            ".map(e => parseFloat(getComputedStyle(e).fontSize)).reduce((a, b) => Math.min(a, b))"
        )
        assert small >= 18
    # The header leaves the screen to the conversation: the name stands in one line.
    assert page.locator(".name h2").evaluate("e => e.offsetHeight < 2 * parseFloat(getComputedStyle(e).fontSize)")


def test_the_elder_view_is_one_tap_away_and_remembered(page: Page) -> None:
    page.get_by_role("button", name="长辈版").click()
    page.reload()
    expect(page.get_by_role("button", name="标准版")).to_be_visible()
    expect(page.locator(".app")).to_have_class("app full elder size-0 light")


def test_everything_works_by_keyboard_alone(page: Page) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if field(page).evaluate("e => e.getRootNode().activeElement === e"):
            break
    page.keyboard.type("要带什么材料")
    page.keyboard.press("Enter")
    expect(page.locator("yidi-reply .choices")).to_be_visible()
    page.get_by_label("长期居住认定材料（居住证明）").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("已备齐 1/2")).to_be_visible()
    page.get_by_role("button", name="更多").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert dialog.evaluate("e => e.contains(e.getRootNode().activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="更多")).to_be_focused()


def test_the_log_is_announced_politely(page: Page) -> None:
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-label", "对话记录")
    ask(page, "你好")
    expect(log).to_contain_text("助手说")


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("look", ["light", "elder-largest"])
def test_a_narrow_screen_needs_no_sideways_scrolling(page: Page, width: int, look: str) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    wear(page, look)
    ask(page, "要带什么材料")
    ask(page, "窗口在哪").get_by_text("依据1份文件").click()
    assert page.get_by_role("log").evaluate("log => log.scrollWidth - log.clientWidth") <= 0
    expect(page.get_by_role("button", name="转人工")).to_be_in_viewport()
    expect(page.get_by_role("button", name="发送")).to_be_in_viewport()
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"narrow-{width}-{look}.png")


CLIPPED = """() => [...document.querySelector('yidi-chat').shadowRoot.querySelectorAll('.chip')]
    .filter(e => e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth)
    .map(e => e.textContent)"""


@pytest.mark.parametrize("width", [320, 360, 1200])
@pytest.mark.parametrize("look", ["light", "elder-largest"])
def test_long_buttons_wrap_and_stand_below_each_other(page: Page, width: int, look: str) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    wear(page, look)
    buttons = ask(page, "那个东西咋整").locator(".chip")
    expect(buttons).to_have_count(6)
    assert page.evaluate(CLIPPED) == []
    boxes = [button.bounding_box() or {} for button in buttons.all()]
    assert len({box["x"] for box in boxes}) == 1
    assert all(above["y"] + above["height"] <= below["y"] for above, below in zip(boxes, boxes[1:], strict=False))


def test_zoomed_to_200_percent_the_page_still_serves(browser: Browser, site: Site) -> None:
    # A zoom of 200 % on a window of 1280 by 800 leaves 640 by 400 CSS pixels.
    context = browser.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2, locale="zh-CN")
    page = context.new_page()
    page.goto(site.url)
    ask(page, "要带什么材料")
    expect(page.get_by_role("button", name="发送")).to_be_in_viewport()
    expect(page.get_by_role("button", name="转人工")).to_be_in_viewport()
    page.screenshot(path=SCREENS / "zoom.png")
    context.close()


@pytest.mark.parametrize(
    ("system", "look"),
    [
        ({"color_scheme": "dark"}, "dark"),
        ({"color_scheme": "light"}, "light"),
        ({"color_scheme": "light", "contrast": "more"}, "contrast"),
    ],
)
def test_the_colours_follow_the_system(browser: Browser, site: Site, system: dict[str, str], look: str) -> None:
    context = browser.new_context(**system)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site.url)
    expect(page.locator("yidi-chat .app")).to_have_class(f"app full  size-0 {look}")
    context.close()


@pytest.mark.parametrize("state", [card, rating, menu, city], ids=lambda state: state.__name__)
def test_in_forced_colours_everything_has_an_edge(
    browser: Browser, site: Site, state: Callable[[Page, Site], None]
) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", forced_colors="active", reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site.url)
    state(page, site)
    page.screenshot(path=SCREENS / f"{state.__name__}-forced.png")
    assert page.evaluate(EDGELESS) == []
    assert violations(page) == []
    context.close()


def test_reduced_motion_stops_all_animation(page: Page) -> None:
    ask(page, "你好")
    assert page.locator(".me").first.evaluate("e => getComputedStyle(e).animationName") == "none"


def test_without_javascript_the_page_is_a_form(browser: Browser, site: Site) -> None:
    context: BrowserContext = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(site.url)
    page.get_by_label("您的问题").fill("要带什么材料")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("居民身份证或社会保障卡").first).to_be_visible()
    page.get_by_role("button", name="长期住外地").click()
    expect(page.locator(".said")).to_have_count(2)
    page.screenshot(path=SCREENS / "no-javascript.png", full_page=True)
    page.get_by_role("button", name="清除记录").click()
    expect(page.locator(".said")).to_have_count(0)
    context.close()
