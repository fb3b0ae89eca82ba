"""What a citizen does in the chat, in words."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

from bot.channels.web.settings import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def field(page: Page) -> Locator:
    return page.get_by_label("输入您的问题")


def say(page: Page, text: str) -> None:
    field(page).fill(text)
    field(page).press("Enter")


def ask(page: Page, text: str) -> Locator:
    """Says something and waits for the answer to its end; the last card."""
    before = page.locator("yidi-reply").count()
    say(page, text)
    expect(page.locator(".log")).to_have_attribute("aria-busy", "false")
    expect(page.locator("yidi-reply")).not_to_have_count(before)
    return page.locator("yidi-reply").last


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds against WCAG 2.2 AA: rule and places. It runs in a world of its own, outside the CSP."""
    session = page.context.new_cdp_session(page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})["executionContextId"]
    run = "axe.run(document, {runOnly: %s, resultTypes: ['violations']}).then(r => JSON.stringify(r.violations))"
    for code in (AXE.read_text("utf-8"), run % json.dumps(WCAG)):
        result = session.send(
            "Runtime.evaluate",
            {"expression": code, "contextId": world, "awaitPromise": True, "returnByValue": True},
        )
        assert "exceptionDetails" not in result, result["exceptionDetails"]
    found = json.loads(result["result"]["value"])
    return [{"rule": one["id"], "at": [node["html"][:160] for node in one["nodes"]]} for one in found]
