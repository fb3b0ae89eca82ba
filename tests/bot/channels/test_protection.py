"""The desk hands no personal number on: masked outside a filing, a token of the vault inside one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from actions.database import open_database
from actions.records.keys import Keyring
from actions.records.vault import TOKEN, Vault
from bot.channels.desk import Desk
from bot.channels.tokens import Seal
from bot.port import Reply

NUMBER, MOBILE = "11010519491231002X", "13800000000"


class Listener:
    """An engine that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def respond(self, conversation: str, text: str) -> list[Reply]:  # noqa: ARG002
        self.heard.append(text)
        return [Reply("ok")]

    async def choose(self, conversation: str, payload: Mapping[str, str]) -> list[Reply]:  # noqa: ARG002
        return [Reply("ok")]

    async def erase(self, conversation: str) -> None:
        self.heard.clear()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(open_database(f"sqlite:///{tmp_path / 'yidi.db'}"), Keyring([b"k" * 32]))


@pytest.fixture
def engine() -> Listener:
    return Listener()


@pytest.fixture
def desk(engine: Listener, vault: Vault) -> Desk:
    return Desk(engine, Seal(b"s" * 32), vault)


def test_outside_a_filing_numbers_are_masked(desk: Desk, engine: Listener):
    asyncio.run(desk.say("web:1", f"我的{NUMBER}"))
    assert engine.heard == ["我的【身份证】"]


@pytest.mark.parametrize("written", [NUMBER, "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ"])
def test_in_a_filing_a_token_stands_for_the_number(desk: Desk, engine: Listener, vault: Vault, written: str):
    vault.open_for("web:1")
    asyncio.run(desk.say("web:1", f"身份证{written}，手机{MOBILE}"))
    first, second = TOKEN.finditer(engine.heard[0])
    assert NUMBER not in engine.heard[0]
    assert (first["kind"], second["kind"]) == ("身份证", "手机号")
    assert vault.get("web:1", second["token"]).value == MOBILE


def test_another_conversation_in_a_filing_changes_nothing(desk: Desk, engine: Listener, vault: Vault):
    vault.open_for("web:2")
    asyncio.run(desk.say("web:1", NUMBER))
    assert engine.heard == ["【身份证】"]


def test_erasing_a_conversation_erases_its_values(desk: Desk, vault: Vault):
    vault.open_for("web:1")
    asyncio.run(desk.erase("web:1"))
    assert not vault.is_open("web:1")
