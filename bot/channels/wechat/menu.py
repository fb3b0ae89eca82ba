"""The custom menu: read from menu.yml, checked against the platform's limits, published by API.

Limits (自定义菜单): three buttons of at most five entries; names of 16 and 60 bytes; keys of 128 bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.channels.wechat.errors import WeChatError
from bot.channels.wechat.settings import WORDS
from knowledge.errors import InvalidKnowledge
from knowledge.reading import read_yaml

MENU = Path(__file__).parent / "menu.yml"
MOST_BUTTONS, MOST_ENTRIES = 3, 5
BUTTON_BYTES, ENTRY_BYTES, KEY_BYTES = 16, 60, 128
NEEDED = {"click": ("key", "ask"), "view": ("url",), "miniprogram": ("url", "appid", "pagepath")}


class InvalidMenu(WeChatError):
    """The menu file breaks a limit; the message names the entry and the limit, in words for the deployer."""

    def __init__(self, word: str, **values: object) -> None:
        words = read_yaml(WORDS)["menu_file"]
        super().__init__(words["broken"].format(reason=words[word].format(**values)))


def load_menu(path: Path = MENU) -> list[dict[str, Any]]:
    """The buttons as the file has them; raises InvalidMenu."""
    try:
        data = read_yaml(path)
    except InvalidKnowledge as error:
        raise InvalidMenu("unreadable", line=error.problems[0].line) from None
    buttons = _list(data.get("buttons") if isinstance(data, dict) else None)
    if not 1 <= len(buttons) <= MOST_BUTTONS:
        raise InvalidMenu("buttons", most=MOST_BUTTONS, count=len(buttons))
    for button in buttons:
        _check_name(button, BUTTON_BYTES)
        if "entries" not in button:
            _check_entry(button)
            continue
        entries = button["entries"] = _list(button["entries"])
        if not 1 <= len(entries) <= MOST_ENTRIES:
            raise InvalidMenu("entries", name=button["name"], most=MOST_ENTRIES, count=len(entries))
        for entry in entries:
            _check_name(entry, ENTRY_BYTES)
            _check_entry(entry)
    keys = [entry["key"] for entry in _clicks(buttons)]
    if twice := [key for key in keys if keys.count(key) > 1]:
        raise InvalidMenu("same_key", key=twice[0])
    return buttons


def questions_by_key(buttons: list[dict[str, Any]]) -> dict[str, str]:
    """What each click entry asks."""
    return {entry["key"]: entry["ask"] for entry in _clicks(buttons)}


def published_form(buttons: list[dict[str, Any]]) -> dict[str, Any]:
    """The body of `menu/create`: what the file has, without what only we need."""
    return {"button": [_published(button) for button in buttons]}


def _clicks(buttons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    entries = [entry for button in buttons for entry in button.get("entries", [button])]
    return [entry for entry in entries if entry["type"] == "click"]


def _list(value: Any) -> list[dict[str, Any]]:
    """What stands in a list of the file. A number is text as well: 12393 may be a name, 1 a key."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise InvalidMenu("form")
    return [{name: part if name == "entries" else _text(part) for name, part in entry.items()} for entry in value]


def _text(part: Any) -> str:
    if isinstance(part, list | dict):
        raise InvalidMenu("form")
    return "" if part is None else str(part)


def _published(button: dict[str, Any]) -> dict[str, Any]:
    if "entries" in button:
        return {"name": button["name"], "sub_button": [_published(entry) for entry in button["entries"]]}
    return {name: value for name, value in button.items() if name != "ask"}


def _check_name(entry: dict[str, Any], limit: int) -> None:
    if not entry.get("name"):
        raise InvalidMenu("no_name")
    if len(entry["name"].encode()) > limit:
        raise InvalidMenu("long_name", name=entry["name"], limit=limit)


def _check_entry(entry: dict[str, Any]) -> None:
    kind = entry.get("type", "")
    if kind not in NEEDED:
        raise InvalidMenu("kind", name=entry["name"], kinds=", ".join(NEEDED))
    if missing := [name for name in NEEDED[kind] if not entry.get(name)]:
        raise InvalidMenu("missing", name=entry["name"], kind=kind, fields=", ".join(missing))
    if len(entry.get("key", "").encode()) > KEY_BYTES:
        raise InvalidMenu("long_key", name=entry["name"], limit=KEY_BYTES)
