"""An old web view, of 2017, in which nothing newer than ES2017 exists: Chromium with all of that taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.channels.web.settings import ROOT
from tests.web.conftest import PHONE, Site, script_errors
from tests.web.steps import ask, say

# What came to the web after Chrome 58, and is within reach of a chat page.
NEWER = {
    "window": "AbortController AbortSignal ResizeObserver queueMicrotask structuredClone BigInt WeakRef "
    "TextDecoderStream FinalizationRegistry ReadableStream visualViewport CSSLayerBlockRule globalThis",
    "Object": "fromEntries hasOwn groupBy getOwnPropertyDescriptors",
    "Promise": "allSettled any withResolvers",
    "Promise.prototype": "finally",
    "Array.prototype": "flat flatMap at findLast findLastIndex toSorted toReversed toSpliced with",
    "String.prototype": "matchAll replaceAll at trimStart trimEnd isWellFormed",
    "Symbol": "asyncIterator matchAll",
    "Element.prototype": "toggleAttribute replaceChildren ariaLabel getAnimations part computedStyleMap",
    "DocumentFragment.prototype": "replaceChildren",
    "Document.prototype": "adoptedStyleSheets replaceChildren",
    "ShadowRoot.prototype": "adoptedStyleSheets",
    "CSSStyleSheet.prototype": "replace replaceSync",
    "HTMLFormElement.prototype": "requestSubmit",
    "HTMLElement.prototype": "attachInternals inert popover togglePopover",
    "MediaQueryList.prototype": "addEventListener removeEventListener onchange",
    "Crypto.prototype": "randomUUID subtle",
    "Navigator.prototype": "clipboard",
    "Response.prototype": "body",
    "Blob.prototype": "arrayBuffer text stream",
}
TAKE_AWAY = (
    "".join(
        f"for (const name of {names.split()!r}) delete {owner}[name];"
        for owner, names in NEWER.items()
        if owner != "window"
    )
    + f"for (const name of {NEWER['window'].split()!r}) delete window[name];"
)
# Newer ways of CSS without which a page of 2017 would fall apart. `gap` serves icons only, where nothing touches it.
NEWER_CSS = re.compile(
    r"\binset:|:is\(|:where\(|:has\(|\bmin\(|\bmax\(|\bclamp\(|aspect-ratio|\bdvh\b|overflow-wrap: ?anywhere"
)


@pytest.fixture
def old(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    errors = script_errors(page)
    page.add_init_script(TAKE_AWAY)
    page.goto(site.url)
    # Playwright's own evaluate needs globalThis, which is gone.
    look = {"expression": "typeof globalThis + typeof [].flat + typeof document.body.toggleAttribute"}
    assert context.new_cdp_session(page).send("Runtime.evaluate", look)["result"]["value"] == "undefined" * 3
    yield page
    context.close()
    assert errors == []


def test_a_question_is_answered(old: Page) -> None:
    card = ask(old, "要带什么材料")
    card.get_by_label("长期居住认定材料（居住证明）").check()
    expect(card.get_by_text("已备齐 1/2")).to_be_visible()
    card.get_by_text("依据1份文件").click()
    expect(card.get_by_text("苏州市异地就医备案一本通")).to_be_visible()
    card.get_by_role("button", name="复制").click()
    expect(old.get_by_text("已复制")).to_be_visible()
    card.get_by_role("button", name="存图片").click()
    expect(old.get_by_role("dialog")).to_be_visible()
    old.keyboard.press("Escape")
    card.get_by_role("button", name="评价").click()
    card.get_by_label("满意", exact=True).check()
    card.get_by_role("button", name="提交评价").click()
    expect(card.get_by_text("谢谢您的评价")).to_be_visible()


def test_a_filing_is_done(old: Page) -> None:
    say(old, "办备案")
    old.get_by_role("combobox").fill("南")
    old.get_by_role("option", name="南京市").click()
    for value in ("", "2026-12-01"):
        if value:
            old.get_by_label("从哪一天开始？").fill(value)
        old.get_by_role("button", name="确定").click()
    old.get_by_label("医院转诊").check()
    old.get_by_role("button", name="确定").click()
    old.get_by_label("您的身份证号码").fill("11010519491231002X")
    old.get_by_role("button", name="确定").click()
    old.get_by_role("button", name="跳过").click()
    expect(old.get_by_text("备案已提交")).to_be_visible()


def test_the_menu_serves_and_forgets(old: Page) -> None:
    ask(old, "窗口")
    old.get_by_role("button", name="长辈版").click()
    old.get_by_role("button", name="更多").click()
    old.get_by_label("深色").check()
    old.get_by_role("button", name="重新开始").click()
    old.get_by_role("button", name="确定清除").click()
    expect(old.locator(".me")).to_have_count(0)


def test_the_style_asks_for_nothing_newer() -> None:
    assert NEWER_CSS.findall((ROOT / "build" / "web" / "widget.css").read_text("utf-8")) == []
