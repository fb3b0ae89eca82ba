"""Keys: what is sealed stays closed to everybody else, and a rotation loses nothing."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from actions.records.keys import (
    Keyring,
    KeyringError,
    UnreadableError,
    drop_old_keys,
    hold_keyring,
    load_keyring,
    rotate_file,
)

ROTATE = [sys.executable, "-W", "ignore", "-m", "bot.cli", "rotate-key"]
OLD, NEW = b"o" * 32, b"n" * 32


def test_what_is_sealed_can_be_opened_and_does_not_show(keys: Keyring):
    sealed = keys.seal("11010519491231002X", "filing/1")
    assert keys.open(sealed, "filing/1") == "11010519491231002X"
    assert b"1949" not in sealed
    assert sealed != keys.seal("11010519491231002X", "filing/1")


@pytest.mark.parametrize("spoil", [lambda s: s[:-1], lambda s: s[:-1] + bytes([s[-1] ^ 1]), lambda s: b"none" + s[4:]])
def test_an_altered_text_is_refused(keys: Keyring, spoil):
    with pytest.raises(UnreadableError):
        keys.open(spoil(keys.seal("text", "filing/1")), "filing/1")


def test_a_text_moved_to_another_record_is_refused(keys: Keyring):
    with pytest.raises(UnreadableError):
        keys.open(keys.seal("text", "filing/1"), "filing/2")


def test_a_rotated_ring_opens_and_finds_what_the_old_key_made():
    old, both, new = Keyring([OLD]), Keyring([NEW, OLD]), Keyring([NEW])
    sealed = old.seal("text", "c")
    assert both.open(sealed, "c") == "text"
    assert not both.is_current(sealed)
    assert old.fingerprint("text", "c") in both.fingerprints("text", "c")
    assert both.fingerprint("text", "c") == new.fingerprint("text", "c")
    with pytest.raises(UnreadableError):
        new.open(sealed, "c")


def test_hashes_of_different_purposes_differ(keys: Keyring):
    assert keys.fingerprint("text", "person") != keys.fingerprint("text", "conversation")


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path: Path):
    path = tmp_path / "deep" / "yidi.key"
    sealed = load_keyring({}, path).seal("text", "c")
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_keyring({}, path).open(sealed, "c") == "text"
    assert os.listdir(path.parent) == ["yidi.key"]


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path):
    path = tmp_path / "yidi.key"
    load_keyring({}, path)
    path.chmod(0o644)
    with pytest.raises(KeyringError, match="chmod 600"):
        load_keyring({}, path)


def test_the_environment_prevails_over_the_file(tmp_path: Path):
    given = ",".join(base64.b64encode(key).decode() for key in (NEW, OLD))
    ring = load_keyring({"YIDI_KEY": given}, tmp_path / "yidi.key")
    assert ring.open(Keyring([OLD]).seal("text", "c"), "c") == "text"
    assert not (tmp_path / "yidi.key").exists()


@pytest.mark.parametrize("given", ["not base64!", "c2hvcnQ="])
def test_a_useless_key_says_what_to_do(given: str):
    with pytest.raises(KeyringError):
        load_keyring({"YIDI_KEY": given})


def test_rotation_in_the_file_and_dropping_the_old_key(tmp_path: Path):
    path = tmp_path / "yidi.key"
    sealed = load_keyring({}, path).seal("text", "c")
    assert rotate_file(path).open(sealed, "c") == "text"
    with pytest.raises(UnreadableError):
        drop_old_keys(path).open(sealed, "c")
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_key_is_dropped_that_a_running_service_still_seals_with(tmp_path: Path):
    """Each `yidi rotate-key` and each service is a process of its own."""
    environment = {**os.environ, "YIDI_DATA_DIR": str(tmp_path)}
    environment.pop("YIDI_KEY", None)
    serve = "import sys; from actions.records.keys import hold_keyring; hold_keyring(); print(flush=True); input()"
    command = [sys.executable, "-c", serve]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as service:
        service.stdout.readline()
        made = (tmp_path / "yidi.key").read_text()
        refused = subprocess.run(ROTATE, env=environment, capture_output=True, text=True)
        assert refused.returncode == 1
        assert "stop the service first" in " ".join(refused.stdout.split())
        assert (tmp_path / "yidi.key").read_text() == made
        service.kill()
    subprocess.run(ROTATE, env=environment, check=True, capture_output=True)
    assert (tmp_path / "yidi.key").read_text() != made


def test_services_share_their_keys(tmp_path: Path):
    environment = {"YIDI_DATA_DIR": str(tmp_path)}
    sealed = hold_keyring(environment).seal("text", "c")
    assert hold_keyring(environment).open(sealed, "c") == "text"
