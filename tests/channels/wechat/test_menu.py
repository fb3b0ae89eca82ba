"""The custom menu's file: what the platform would refuse is refused here, with the line or the entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.channels.wechat import routes
from bot.channels.wechat.guide import load_guide
from bot.channels.wechat.menu import InvalidMenu, load_menu, published_form, questions_by_key

ENTRY = {"type": "click", "name": "n", "key": "k", "ask": "q"}
BROKEN_MENUS: dict[str, list[dict[str, Any]]] = {
    "four buttons": [ENTRY] * 4,
    "no button": [],
    "six entries": [{"name": "n", "entries": [ENTRY] * 6}],
    "no entries": [{"name": "n", "entries": []}],
    "long button name": [{**ENTRY, "name": "六个汉字太长"}],
    "long entry name": [{"name": "n", "entries": [{**ENTRY, "name": "字" * 21}]}],
    "long key": [{**ENTRY, "key": "k" * 129}],
    "click without question": [{"type": "click", "name": "n", "key": "k"}],
    "view without address": [{"type": "view", "name": "n"}],
    "no name": [{"type": "click", "key": "k", "ask": "q"}],
    "unknown type": [{"type": "teleport", "name": "n"}],
    "name without a name": [{**ENTRY, "name": None}],
    "name that is a list": [{**ENTRY, "name": ["n"]}],
    "entries that are no list": [{"name": "n", "entries": "k"}],
    "entry without fields": [{"name": "n", "entries": ["k"]}],
    "the same key twice": [ENTRY, {"name": "n", "entries": [{**ENTRY, "ask": "another"}]}],
}


@pytest.mark.parametrize("buttons", BROKEN_MENUS.values(), ids=BROKEN_MENUS)
def test_a_menu_beyond_the_limits_is_refused(tmp_path: Path, buttons: list[dict[str, Any]]) -> None:
    path = tmp_path / "menu.yml"
    path.write_text(yaml.safe_dump({"buttons": buttons}), "utf-8")
    with pytest.raises(InvalidMenu):
        load_menu(path)


@pytest.mark.parametrize("text", ["", "buttons:", "buttons: 3", "- name: n", "menu: []"])
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "menu.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidMenu, match="buttons"):
        load_menu(path)


def test_a_number_in_the_file_is_text(tmp_path: Path) -> None:
    path = tmp_path / "menu.yml"
    path.write_text("buttons: [{type: click, name: 12393, key: 7, ask: q}]", "utf-8")
    assert published_form(load_menu(path)) == {"button": [{"type": "click", "name": "12393", "key": "7"}]}
    assert questions_by_key(load_menu(path)) == {"7": "q"}


def test_a_slip_in_the_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "menu.yml"
    path.write_text("buttons:\n  - name: [\n", "utf-8")
    with pytest.raises(InvalidMenu, match="第3行"):
        load_menu(path)


def test_a_broken_file_ends_the_start_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "menu.yml"
    path.write_text("buttons: [{name: n, type: teleport}]", "utf-8")
    monkeypatch.setattr(load_menu, "__defaults__", (path,))
    monkeypatch.setenv("YIDI_WECHAT_TOKEN", "t")
    monkeypatch.setenv("YIDI_WECHAT_APP_ID", "wx1")
    monkeypatch.setenv("YIDI_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(routes, "load_guide", load_guide.__wrapped__)  # what was loaded before is of the good file
    with pytest.raises(SystemExit, match="✗ menu.yml 不合要求：“n”的 type"):
        routes.open_wechat(None, b"key")


def test_our_own_menu_is_within_the_limits() -> None:
    assert published_form(load_menu())
