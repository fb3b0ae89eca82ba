"""A whole guided filing with the real engine on a phone of 360 px, by the controls that the dialogue offers."""

from __future__ import annotations

import datetime as dt
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.channels.web.settings import ROOT
from tests.web.conftest import PHONE, SCREENS, script_errors
from tests.web.steps import say, violations

# Invented numbers with valid checksums.
ID_NUMBER = "11010519491231002X"
PHONE_NUMBER = "13800138000"
START = (dt.date.today() + dt.timedelta(days=10)).isoformat()  # the engine's own today is the machine's
# What the citizen answers, by what the last reply asks.
SAYS = [
    ("请核对", "确认"),
    ("第[1-4]步", "下一步"),
    ("第5步", "完成了"),
    ("给谁办", "本人"),
    ("哪个区", "昆山市"),
    ("哪个城市", "南京市"),
    ("哪天开始", START),
    ("您同意.*吗", "同意"),
    ("18位身份证号", ID_NUMBER),
    ("联系用的手机号", PHONE_NUMBER),
]
FINISHED = re.compile("查询编号")
MOST_TURNS = 25
READY_SECONDS = 1200  # a model that is out of date is trained first


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The service as `make run` starts it: its address, and its data folder."""
    folder = tmp_path_factory.mktemp("real")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = {**os.environ, "YIDI_PORT": port, "YIDI_DATA_DIR": str(folder), "YIDI_WEB_MESSAGES_PER_MINUTE": "600"}
    command = [sys.executable, "-W", "ignore", "-m", "bot.cli", "run"]
    log = (folder / "server.log").open("w")
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            until = time.monotonic() + READY_SECONDS
            while not healthy(url):
                assert process.poll() is None, (folder / "server.log").read_text("utf-8")
                assert time.monotonic() < until, "the service did not get ready"
                time.sleep(0.5)
            yield url, folder
        finally:
            process.terminate()


def healthy(url: str) -> bool:
    """Whether the service says that it is ready."""
    try:
        return httpx.get(f"{url}/health").status_code == 200
    except httpx.TransportError:
        return False


def wanted(asked: str) -> str:
    """What the citizen answers to a reply."""
    for pattern, value in SAYS:
        if re.search(pattern, asked):
            return value
    pytest.fail(f"the citizen does not know what to say to: {asked}")


def give(page: Page, value: str) -> None:
    """Gives a value by the means at hand: the button with that title, the control, or words."""
    button = page.locator(".chip").get_by_text(value, exact=True)
    control = page.locator("yidi-field")
    if button.count():
        button.click()
    elif control.count():
        fill(control, value)
        control.get_by_role("button", name="确定").click()
    else:
        say(page, value)


def fill(control: Locator, value: str) -> None:
    """Fills a control of any kind."""
    choice = control.get_by_label(value, exact=True)
    if control.get_by_role("radio").count():
        choice.check()
        return
    control.locator("#yidi-value").fill(value)
    if control.get_by_role("combobox").count():
        control.get_by_role("option", name=value).first.click()


def answered(page: Page, turns: int) -> str:
    """Waits for the answer to a turn; the text of its last reply."""
    expect(page.locator(".me")).to_have_count(turns)
    expect(page.locator(".log")).to_have_attribute("aria-busy", "false", timeout=20_000)
    last = page.locator(".turn").last.locator("yidi-reply").last
    expect(last).to_be_attached()
    return last.inner_text()


def rate(page: Page) -> None:
    """Rates the task that has just ended; its steps could not be rated."""
    page.get_by_role("button", name="评价").click()
    page.get_by_label("非常满意").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("谢谢您的评价")).to_be_visible()


@pytest.fixture
def phone(browser: Browser, real: tuple[str, Path]) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    errors = script_errors(page)
    page.goto(real[0])
    yield page
    context.close()
    assert errors == []


def test_a_citizen_files_from_the_first_word_to_the_last(phone: Page, real: tuple[str, Path]) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    say(phone, "帮我办秒备")
    for turn in range(1, MOST_TURNS):
        asked = answered(phone, turn)
        phone.screenshot(path=SCREENS / f"real-filing-{turn:02}.png")
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), asked
        if FINISHED.search(asked) and not re.search("第[1-5]步", asked):
            break
        assert violations(phone) == [], asked
        give(phone, wanted(asked))
    else:
        pytest.fail("the filing came to no end")
    assert re.search("江苏医保云APP", asked)
    rate(phone)
    said = "\n".join(phone.locator(".me").all_inner_texts())
    assert "南京市" in said
    phone.reload()
    expect(phone.locator(".me")).to_have_count(turn)
    shown = phone.content() + phone.locator(".log").inner_text()
    kept = b"".join(path.read_bytes() for path in real[1].rglob("*") if path.is_file())
    for number in (ID_NUMBER, PHONE_NUMBER):
        assert number not in shown
        assert number.encode() not in kept
