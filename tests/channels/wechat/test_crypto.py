"""Our cipher against wechatpy's, and against everything that must not open."""

from __future__ import annotations

import base64
import hashlib
from xml.etree import ElementTree

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto, WeChatCrypto

from bot.channels.wechat.crypto import Cipher, Undecipherable, matches, signature
from tests.channels.wechat.platform import AES_KEY, APP_ID, OTHER_AES_KEY, TOKEN

OURS = Cipher(APP_ID, [AES_KEY])
THEIRS = PrpCrypto(base64.b64decode(AES_KEY + "="))


def encrypted(full: bytes, key: str = AES_KEY) -> str:
    """Cipher text of bytes that the caller has padded."""
    raw = base64.b64decode(key + "=")
    encryptor = BlockCipher(algorithms.AES(raw), modes.CBC(raw[:16])).encryptor()
    return base64.b64encode(encryptor.update(full) + encryptor.finalize()).decode()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_wechatpy_opens_what_we_close(text: str) -> None:
    assert THEIRS.decrypt(OURS.encrypt(text.encode()), APP_ID) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_we_open_what_wechatpy_closes(text: str) -> None:
    assert OURS.decrypt(THEIRS.encrypt(text, APP_ID).decode()) == (text.encode(), 0)


@pytest.mark.parametrize("length", range(33))
def test_every_padding_from_1_to_32_is_read(length: int) -> None:
    message = b"x" * length
    assert OURS.decrypt(THEIRS.encrypt(message.decode(), APP_ID).decode())[0] == message


def test_signatures_are_those_of_wechatpy() -> None:
    envelope = ElementTree.fromstring(WeChatCrypto(TOKEN, AES_KEY, APP_ID).encrypt_message("<xml/>", "9", "10"))
    parts = (TOKEN, "10", "9", envelope.findtext("Encrypt", ""))
    assert signature(*parts) == envelope.findtext("MsgSignature")


def test_parts_are_sorted_as_strings_and_not_as_numbers() -> None:
    assert signature("9", "10", "b") == hashlib.sha1(b"109b").hexdigest()


def test_a_signature_with_other_characters_does_not_match() -> None:
    assert not matches("签名", TOKEN)


def test_the_previous_key_still_opens_and_is_named() -> None:
    sealed = Cipher(APP_ID, [OTHER_AES_KEY]).encrypt(b"old")
    assert Cipher(APP_ID, [AES_KEY, OTHER_AES_KEY]).decrypt(sealed) == (b"old", 1)


PADDED = {
    "padding of zero": bytes(16) + b"\0\0\0\1" + b"m" + APP_ID.encode() + bytes(25),
    "padding above 32": bytes(16) + b"\0\0\0\1" + b"m" + APP_ID.encode() + bytes([33]) * 25,
    "uneven padding": bytes(16) + b"\0\0\0\1" + b"m" + APP_ID.encode() + b"\1" * 24 + bytes([25]),
    "length beyond the end": bytes(16) + b"\0\0\xff\xff" + b"m" + APP_ID.encode() + bytes([25]) * 25,
    "another app id": bytes(16) + b"\0\0\0\1" + b"m" + b"wxffffffffffffffff"[:18] + bytes([25]) * 25,
    "nothing but padding": bytes([32]) * 32,
    "one block of nothing": bytes([16]) * 16,
}


@pytest.mark.parametrize("full", PADDED.values(), ids=PADDED)
def test_what_is_not_well_formed_does_not_open(full: bytes) -> None:
    with pytest.raises(Undecipherable):
        OURS.decrypt(encrypted(full))


@pytest.mark.parametrize("text", ["", "====", "不是", "QUJD", "A" * 43, "QUJD\nQUJD"])
def test_what_is_not_cipher_text_does_not_open(text: str) -> None:
    with pytest.raises(Undecipherable):
        OURS.decrypt(text)


@given(st.binary(min_size=16, max_size=256))
def test_random_bytes_do_not_open(data: bytes) -> None:
    with pytest.raises(Undecipherable):
        OURS.decrypt(base64.b64encode(data).decode())
