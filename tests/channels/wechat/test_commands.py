"""Settings, the custom menu, and what `yidi wechat check` tells, against the API server on loopback."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from typer.testing import CliRunner

from bot.channels.wechat.commands import app
from bot.channels.wechat.errors import WeChatError
from bot.channels.wechat.menu import InvalidMenu, load_menu
from bot.channels.wechat.routes import open_wechat
from bot.channels.wechat.settings import InvalidSetting, WeChatSettings
from bot.channels.wechat.store import open_store
from tests.channels.wechat.conftest import Account
from tests.channels.wechat.platform import AES_KEY, APP_ID, OTHER_AES_KEY, PLAIN, SAFE, SECRET, TOKEN, Platform

ENV = {
    "YIDI_WECHAT_TOKEN": TOKEN,
    "YIDI_WECHAT_APP_ID": APP_ID,
    "YIDI_WECHAT_SECRET": SECRET,
    "YIDI_WECHAT_AES_KEY": AES_KEY,
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """The API server on a loopback port, and an environment that points at it."""
    platform = Platform()
    listening = socket.create_server(("127.0.0.1", 0))
    uvicorn_server = uvicorn.Server(uvicorn.Config(platform.api, log_level="warning", lifespan="off", ws="none"))
    thread = threading.Thread(target=lambda: asyncio.run(uvicorn_server.serve([listening])))
    thread.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    for name, value in {**ENV, "YIDI_WECHAT_API_URL": url}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("YIDI_REDIS_URL", raising=False)
    yield platform
    uvicorn_server.should_exit = True
    thread.join()


def run(command: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [command])
    return result.exit_code, result.output


def test_the_menu_is_published_as_the_file_has_it(server: Platform) -> None:
    assert run("menu")[0] == 0
    assert [button["name"] for button in server.menu["button"]] == [button["name"] for button in load_menu()]
    assert "ask" not in str(server.menu)


def test_a_good_account_is_good(server: Platform) -> None:
    assert run("menu")[0] == 0
    code, output = run("check")
    assert code == 0
    assert "✗" not in output


TROUBLES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "white list": ({"errors": {"stable_token": [40164]}}, ["✗", "白名单", "203.0.113.7"]),
    "secret": ({"secret": "another"}, ["✗", "AppSecret", "40125"]),
    "secret frozen": ({"errors": {"stable_token": [40243]}}, ["✗", "冻结"]),
    "secret frozen, menu": ({"errors": {"get_current_selfmenu_info": [40243]}}, ["✗", "自定义菜单", "冻结"]),
    "an error of tomorrow": ({"errors": {"stable_token": [99999]}}, ["✗", "99999", "全局返回码"]),
    "a busy platform": ({"errors": {"stable_token": [-1]}}, ["✗", "-1", "过几分钟再试"]),
    "no answer": ({"answers": {"stable_token": ["<html>"] * 9}}, ["✗", "连不上"]),
    "no customer service": ({"customer_service": False}, ["·", "没有权限"]),
    "no right to menus": ({"errors": {"get_current_selfmenu_info": [48001]}}, ["·", "不影响回答提问"]),
    "no menu": ({}, ["·", "yidi wechat menu"]),
}


@pytest.mark.parametrize(("state", "words"), TROUBLES.values(), ids=TROUBLES)
def test_check_says_what_is_wrong(server: Platform, state: dict[str, Any], words: list[str]) -> None:
    for name, value in state.items():
        setattr(server, name, value)
    code, output = run("check")
    assert code == int("✗" in words)
    assert all(word in output for word in words)
    assert SECRET not in output


def test_check_asks_the_platform_and_not_the_token_that_it_kept(
    server: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("YIDI_DATA_DIR", str(tmp_path))
    assert "40125" not in run("check")[1]
    server.secret = "another"
    assert "40125" in run("check")[1]


HEARD: dict[str, tuple[dict[str, Any], str, bool]] = {
    "nothing": ({}, "· Token：还没有收到过", True),
    "a plain push, which says nothing of the key": ({"mode": PLAIN}, "· 消息加解密密钥：格式正确；还没有收到过", True),
    "a good push": ({"mode": SAFE}, "✓ 消息加解密密钥：当前密钥解开过", True),
    "a push signed with another token": ({"mode": PLAIN, "forged": True}, "✗ Token：收到过签名对不上的", False),
    "a push under the previous key": (
        {"mode": SAFE, "aes_key": OTHER_AES_KEY},
        "✗ 消息加解密密钥：平台还在用旧密钥",
        False,
    ),
    "a push under a foreign key": (
        {"mode": SAFE, "aes_key": "0" * 43},
        "✗ 消息加解密密钥：平台最近发来的消息用它解不开",
        False,
    ),
}


def test_a_push_that_no_key_opens_has_proved_the_token(
    server: Platform,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("YIDI_DATA_DIR", str(tmp_path))
    asyncio.run(receive(tmp_path, SAFE, "0" * 43))
    assert "✓ Token" in run("check")[1]


@pytest.mark.parametrize(("pushed", "words", "good"), HEARD.values(), ids=HEARD)
def test_check_tells_what_the_pushes_have_shown(
    server: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pushed: dict[str, Any], words: str, good: bool
) -> None:
    monkeypatch.setenv("YIDI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("YIDI_WECHAT_AES_KEY_PREVIOUS", OTHER_AES_KEY)
    if pushed:
        asyncio.run(receive(tmp_path, **pushed))
    assert run("menu")[0] == 0
    code, output = run("check")
    assert words in output
    assert code == int(not good)


async def receive(folder: Path, mode: str, aes_key: str = AES_KEY, forged: bool = False) -> None:
    """Let a server with the same folder receive a push."""
    account = Account(state_file=str(folder / "wechat.db"))
    account.store = open_store(account.settings)
    account.platform.app = account.process()
    account.platform.aes_key = aes_key
    query, body = account.platform.request(account.platform.fields(Content="你好"), mode)
    await account.platform.post(query | ({"nonce": "1"} if forged else {}), body)
    await account.settle()


def test_a_right_that_check_finds_is_used_at_once(
    server: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def right(refused: bool) -> bool:
        account = Account(state_file=str(tmp_path / "wechat.db"))
        account.store = open_store(account.settings)
        account.process()
        delivery = account.channels[-1]._turns._delivery
        if refused:
            account.platform.errors["message/custom/typing"] = [48001]
            await delivery.typing("o")
        allowed = await delivery.allowed()
        await account.store.close()
        return allowed

    monkeypatch.setenv("YIDI_DATA_DIR", str(tmp_path))
    assert not asyncio.run(right(refused=True))
    server.customer_service = False
    run("check")
    assert not asyncio.run(right(refused=False))
    server.customer_service = True
    run("check")
    assert asyncio.run(right(refused=False))


def test_marks_of_a_key_say_nothing_about_the_next_one(
    server: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("YIDI_DATA_DIR", str(tmp_path))
    asyncio.run(receive(tmp_path, SAFE))
    assert "当前密钥解开过" in run("check")[1]
    monkeypatch.setenv("YIDI_WECHAT_AES_KEY", "x" * 43)
    assert "还没有收到过加密消息" in run("check")[1]


def test_menu_says_in_plain_words_that_the_platform_cannot_be_reached(server: Platform) -> None:
    server.answers["stable_token"] = ["<html>"] * 9
    status, output = run("menu")
    assert status == 1
    assert "✗ 连不上微信平台" in output


@pytest.mark.parametrize("code", [40164, 48001, 40243])
def test_menu_says_why_it_cannot_be_published(server: Platform, code: int) -> None:
    server.errors["menu/create"] = [code]
    status, output = run("menu")
    assert status == 1
    assert str(code) in output
    assert "Traceback" not in output


def test_a_key_of_the_wrong_length_is_named_with_its_length(server: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIDI_WECHAT_AES_KEY", AES_KEY[:-1])
    code, output = run("check")
    assert code == 1
    assert "YIDI_WECHAT_AES_KEY" in output
    assert "现在是42位" in output
    assert AES_KEY[:-1] not in output
    assert not server.calls


def test_commands_without_settings_say_which_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENV:
        monkeypatch.delenv(name, raising=False)
    code, output = run("check")
    assert code == 1
    assert "YIDI_WECHAT_TOKEN" in output


def test_the_channel_is_off_without_settings() -> None:
    assert WeChatSettings.from_env({}) is None
    assert WeChatSettings.from_env({"YIDI_WECHAT_TOKEN": "", "YIDI_WECHAT_SECRET": SECRET}) is None


@pytest.mark.parametrize("name", ["YIDI_WECHAT_TOKEN", "YIDI_WECHAT_APP_ID"])
def test_half_a_configuration_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for other in ENV:
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, "wx0123456789abcdef")
    with pytest.raises(SystemExit, match="YIDI_WECHAT_TOKEN 和 YIDI_WECHAT_APP_ID"):
        open_wechat(Account().desk, b"key")


@pytest.mark.parametrize("command", ["check", "menu"])
def test_a_store_that_cannot_be_used_is_told(server: Platform, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("YIDI_REDIS_URL", "redis://127.0.0.1:1/0")
    code, output = run(command)
    assert code == 1
    assert "检查 Redis" in output
    assert not server.calls


def test_menu_without_a_secret_says_so(server: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIDI_WECHAT_SECRET", "")
    code, output = run("menu")
    assert code == 1
    assert "YIDI_WECHAT_SECRET" in output
    assert not server.calls


def test_settings_come_from_the_environment() -> None:
    settings = WeChatSettings.from_env(ENV | {"YIDI_WECHAT_MINI_PROGRAMS": "国家异地就医备案=wx1234567890:pages/index"})
    assert settings is not None
    assert settings.aes_keys == (AES_KEY,)
    assert settings.api_url == "https://api.weixin.qq.com"
    assert settings.mini_programs == {"国家异地就医备案": ("wx1234567890", "pages/index")}


@pytest.mark.parametrize(
    "wrong",
    [
        {"YIDI_WECHAT_AES_KEY": "too-short"},
        {"YIDI_WECHAT_AES_KEY_PREVIOUS": "x" * 44},
        {"YIDI_WECHAT_AES_KEY": "", "YIDI_WECHAT_SAFE_MODE_ONLY": "1"},
        {"YIDI_WECHAT_MINI_PROGRAMS": "nonsense"},
        {"YIDI_WECHAT_API_URL": "api.weixin.qq.com"},
    ],
)
def test_settings_that_cannot_work_are_named(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidSetting, match=next(iter(wrong))):
        WeChatSettings.from_env(ENV | wrong)


def test_settings_do_not_show_their_secrets() -> None:
    shown = repr(WeChatSettings.from_env(ENV))
    assert not any(secret in shown for secret in (TOKEN, SECRET, AES_KEY))


@pytest.mark.parametrize("command", ["menu", "check"])
def test_a_menu_file_that_breaks_a_limit_is_told_in_plain_words(
    server: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    path = tmp_path / "menu.yml"
    path.write_text("buttons: [{type: click, name: 六个汉字太长, key: k, ask: q}]", "utf-8")
    monkeypatch.setattr(load_menu, "__defaults__", (path,))
    status, output = run(command)
    assert (status, server.menu) == (1, {})
    assert "menu.yml 不合要求：“六个汉字太长”太长，最多16字节" in output


def test_every_error_of_the_channel_can_be_told_on_the_command_line() -> None:
    assert issubclass(InvalidMenu, WeChatError)
    assert issubclass(InvalidSetting, WeChatError)
