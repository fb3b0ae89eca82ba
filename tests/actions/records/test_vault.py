"""The vault: values only for the conversation that is filing, only for a while, never in clear in the database."""

from pathlib import Path

import pytest

from actions.records.keys import Keyring
from actions.records.retention import RULES, purge
from actions.records.vault import TOKEN, UnknownTokenError, Vault

NUMBER = "11010519491231002X"


@pytest.fixture
def vault(database, keys: Keyring, clock) -> Vault:
    return Vault(database, keys, clock)


def test_nothing_is_kept_for_a_conversation_that_is_not_filing(vault: Vault):
    assert vault.put("web:1", "身份证", NUMBER) is None


def test_a_value_comes_back_for_its_token(vault: Vault):
    vault.open_for("web:1")
    token = vault.put("web:1", "身份证", NUMBER)
    secret = vault.get("web:1", token)
    assert (secret.kind, secret.value) == ("身份证", NUMBER)
    assert NUMBER not in repr(secret)
    assert TOKEN.search(f"我的【身份证#{token}】")["token"] == token


def test_another_conversation_cannot_use_the_token(vault: Vault):
    for conversation in ("web:1", "web:2"):
        vault.open_for(conversation)
    token = vault.put("web:1", "身份证", NUMBER)
    with pytest.raises(UnknownTokenError):
        vault.get("web:2", token)


def test_values_die_when_the_filing_ends(vault: Vault):
    vault.open_for("web:1")
    token = vault.put("web:1", "身份证", NUMBER)
    vault.close("web:1")
    assert not vault.is_open("web:1")
    with pytest.raises(UnknownTokenError):
        vault.get("web:1", token)


def test_values_die_when_time_is_up_even_before_the_purge(vault: Vault, clock):
    vault.open_for("web:1")
    token = vault.put("web:1", "身份证", NUMBER)
    clock.forward(minutes=31)
    with pytest.raises(UnknownTokenError):
        vault.get("web:1", token)
    vault.open_for("web:1")
    with pytest.raises(UnknownTokenError):
        vault.get("web:1", token)


def test_the_clock_starts_anew_with_every_step(vault: Vault, clock):
    vault.open_for("web:1")
    token = vault.put("web:1", "身份证", NUMBER)
    clock.forward(minutes=20)
    vault.open_for("web:1")
    clock.forward(minutes=20)
    assert vault.get("web:1", token).value == NUMBER


def test_after_the_purge_not_even_the_sealed_bytes_are_on_disk(sqlite, keys: Keyring, clock, tmp_path: Path):
    vault = Vault(sqlite, keys, clock)
    vault.open_for("web:1")
    token = vault.put("web:1", "身份证", NUMBER)
    assert token.encode() in _disk(tmp_path)
    assert NUMBER.encode() not in _disk(tmp_path)
    clock.forward(minutes=31)
    reports = {report.what: (report.erased, report.left_over) for report in purge(sqlite, RULES, clock())}
    assert reports["vault"] == (1, 0)
    assert token.encode() not in _disk(tmp_path)


def _disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("yidi.db*"))
