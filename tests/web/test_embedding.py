"""One script tag on somebody else's site: nothing leaks in or out, a strict CSP holds, other origins must be known."""

from __future__ import annotations

import gzip
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.channels.web.settings import ROOT, WebSettings
from tests.web.conftest import DESKTOP, WIDGET, Site, serving
from tests.web.script import scripted_app
from tests.web.steps import ask

MOST_BYTES = 25_000
OPEN = "打开异地就医智能助手"


def test_the_script_is_small() -> None:
    assert len(gzip.compress(WIDGET.read_bytes(), 9)) <= MOST_BYTES


def test_the_script_names_no_host_and_builds_no_code() -> None:
    script = WIDGET.read_text("utf-8")
    hosts = set(re.findall(r"https?://[\w.]+", script)) - {"http://www.w3.org"}
    assert hosts == set()
    assert "eval(" not in script
    assert "new Function" not in script


def test_the_script_can_be_read_by_a_web_view_of_2017() -> None:
    parse = "require('acorn').parse(require('fs').readFileSync(process.argv[1],'utf8'),{ecmaVersion:2017})"
    subprocess.run(["node", "-e", parse, str(WIDGET)], cwd=ROOT / "web", check=True, timeout=30)


def test_lock_files_name_no_host() -> None:
    for lock in (ROOT / "web" / "package-lock.json", ROOT / "tests" / "web" / "clients" / "package-lock.json"):
        assert "://" not in lock.read_text("utf-8"), lock


@pytest.fixture(scope="module")
def strict_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """(host page, service): a site with a strict CSP that embeds the chat of another origin, and one that may not."""
    folder: Path = tmp_path_factory.mktemp("strict")
    origins: list[str] = []

    async def host(request: Request) -> Response:
        service = request.query_params["service"]
        csp = f"default-src 'none'; script-src {service}; style-src {service}; connect-src {service}; img-src blob:"
        script = f'<script src="{service}/widget.js" data-yidi></script>'
        page = f'<!doctype html><html lang="zh-CN"><title>x</title><body>{script}'
        return HTMLResponse(page, headers={"content-security-policy": csp})

    with serving(Starlette(routes=[Route("/", host)])) as host_url:
        origins.append(host_url)
        settings = WebSettings(b"key", f"sqlite:///{folder}/web.db", origins=tuple(origins))
        with serving(scripted_app(settings)) as service_url:
            yield host_url, service_url


def open_strict(browser: Browser, host: str, service: str) -> tuple[Page, list[str]]:
    page = browser.new_page(locale="zh-CN")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{host}/?service={service}")
    page.get_by_role("button", name=OPEN).click()
    return page, complaints


def test_a_strict_policy_of_the_host_is_kept(browser: Browser, strict_site: tuple[str, str]) -> None:
    page, complaints = open_strict(browser, *strict_site)
    card = ask(page, "要带什么材料")
    expect(card.get_by_text("已备齐 0/2").first).to_be_visible()
    card.get_by_role("button", name="存图片").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert complaints == []
    page.close()


def test_where_style_sheets_cannot_be_adopted_the_style_comes_as_a_file(
    browser: Browser, strict_site: tuple[str, str]
) -> None:
    page = browser.new_page(locale="zh-CN")
    page.add_init_script("delete Document.prototype.adoptedStyleSheets; delete CSSStyleSheet.prototype.replace")
    page.goto("{}/?service={}".format(*strict_site))
    launcher = page.get_by_role("button", name=OPEN)
    expect(launcher).to_have_css("position", "fixed")
    page.close()


def test_an_origin_that_is_not_configured_is_refused(
    browser: Browser, strict_site: tuple[str, str], site: Site
) -> None:
    page, _ = open_strict(browser, strict_site[0], site.url)
    page.get_by_label("输入您的问题").fill("你好")
    page.get_by_label("输入您的问题").press("Enter")
    expect(page.get_by_text("正在重试").or_(page.get_by_text("没有发出去"))).to_be_visible()
    page.close()


def test_nothing_leaks_into_the_page_nor_out_of_it(browser: Browser, site: Site) -> None:
    page = browser.new_page(viewport=DESKTOP, locale="zh-CN")  # type: ignore[arg-type]
    page.route("**/widget.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    page.goto(f"{site.url}/demo")
    globals_before = set(page.evaluate("Object.getOwnPropertyNames(window)"))
    heading = page.get_by_role("heading", level=1)
    style = "e => JSON.stringify([...getComputedStyle(e)].map(name => getComputedStyle(e).getPropertyValue(name)))"
    before = heading.evaluate(style)
    page.unroute("**/widget.js")
    page.reload()
    launcher = page.get_by_role("button", name=OPEN)
    launcher.click()
    ask(page, "窗口在哪")
    # Lit tells its own version to other copies of itself; that is all that may appear.
    added = set(page.evaluate("Object.getOwnPropertyNames(window)")) - globals_before
    assert {name for name in added if not name.startswith(("lit", "reactiveElement"))} == set()
    assert heading.evaluate(style) == before
    send = page.get_by_role("button", name="发送")
    assert send.evaluate("e => getComputedStyle(e).textTransform") == "none"
    assert send.evaluate("e => getComputedStyle(e).letterSpacing") == "normal"
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()
    page.close()
