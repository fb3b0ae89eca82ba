"""Keys: encrypt personal fields (AES-256-GCM), find them by keyed hash (HMAC-SHA256), rotate without a stop.

A ring holds one or more master keys, the current one first. Older keys still open what they sealed; `yidi rotate-key`
puts a new key in front and seals everything anew, after which the older ones may go.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_VARIABLE = "YIDI_KEY"
FILE_VARIABLE = "YIDI_KEY_FILE"
FOLDER_VARIABLE = "YIDI_DATA_DIR"
KEY_BYTES = 32
ID_BYTES = 4
NONCE_BYTES = 12


class KeyringError(Exception):
    """The keys cannot be used; the message says what to do."""


class UnreadableError(Exception):
    """A sealed value was altered, moved to another record, or sealed with a key that the ring has not got."""


class Keyring:
    """Seals and opens texts. `context` names the record a text belongs to: sealed text is worthless elsewhere."""

    def __init__(self, masters: Sequence[bytes]) -> None:
        if not masters or any(len(master) != KEY_BYTES for master in masters):
            raise KeyringError(f"a ring needs one or more keys of {KEY_BYTES} bytes")
        self._ciphers = {_key_id(master): AESGCM(_derive(master, b"fields")) for master in masters}
        self._hash_keys = [_derive(master, b"look-up") for master in masters]
        self._current = _key_id(masters[0])
        self._master = masters[0]

    def seal(self, text: str, context: str) -> bytes:
        """Key id, nonce and ciphertext."""
        nonce = os.urandom(NONCE_BYTES)
        sealed: bytes = self._ciphers[self._current].encrypt(nonce, text.encode(), context.encode())
        return self._current + nonce + sealed

    def open(self, sealed: bytes, context: str) -> str:
        """The text that `seal` was given; raises UnreadableError."""
        key_id, nonce = sealed[:ID_BYTES], sealed[ID_BYTES : ID_BYTES + NONCE_BYTES]
        try:
            plain: bytes = self._ciphers[key_id].decrypt(nonce, sealed[ID_BYTES + NONCE_BYTES :], context.encode())
        except (KeyError, InvalidTag) as error:
            raise UnreadableError(context) from error
        return plain.decode()

    def is_current(self, sealed: bytes) -> bool:
        """Whether the current key sealed it."""
        return sealed[:ID_BYTES] == self._current

    def fingerprint(self, text: str, context: str) -> str:
        """Keyed hash under the current key, for columns that are searched."""
        return self.fingerprints(text, context)[0]

    def fingerprints(self, text: str, context: str) -> list[str]:
        """Keyed hashes under every key, the current first: what to search for while a rotation runs."""
        message = f"{context}\0{text}".encode()
        return [hmac.new(key, message, hashlib.sha256).hexdigest() for key in self._hash_keys]

    def derive(self, purpose: str) -> bytes:
        """A key of its own for another use, such as sealing buttons."""
        return _derive(self._master, purpose.encode())


def load_keyring(environment: Mapping[str, str] = os.environ, path: Path | None = None) -> Keyring:
    """Keys from YIDI_KEY (base64, newest first, comma between), else from a file of mode 0600 made on first start."""
    given = environment.get(KEY_VARIABLE)
    if given:
        return Keyring([_decode(part) for part in given.split(",")])
    path = path or key_file(environment)
    if not path.exists():
        _create(path)
    return Keyring(_read(path))


def hold_keyring(environment: Mapping[str, str] = os.environ) -> Keyring:
    """The keys for a service. As long as the process lives no rotation can drop a key that it still seals with."""
    keys = load_keyring(environment)
    if environment.get(KEY_VARIABLE):
        return keys
    path = key_file(environment)
    while True:
        held = os.open(path, os.O_RDONLY)  # stays open, and the lock with it, until the process ends
        fcntl.flock(held, fcntl.LOCK_SH)
        if os.path.samestat(os.fstat(held), path.stat()):
            return Keyring(_read(path))
        os.close(held)  # a rotation put another file in its place meanwhile


@contextlib.contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keep services from the keys of a file; raises KeyringError while one runs."""
    if not path.exists():
        _create(path)
    held = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise KeyringError(f"{path} is in use; stop the service first") from error
    finally:
        os.close(held)


def key_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the key is kept: YIDI_KEY_FILE, else yidi.key in the data folder (YIDI_DATA_DIR, else build)."""
    folder = Path(environment.get(FOLDER_VARIABLE) or "build")
    return Path(environment.get(FILE_VARIABLE) or folder / "yidi.key")


def rotate_file(path: Path) -> Keyring:
    """Put a new key in front of those in the file; the older ones stay until `drop_old_keys`."""
    keys = [secrets.token_bytes(KEY_BYTES), *_read(path)]
    _write(path, keys)
    return Keyring(keys)


def drop_old_keys(path: Path) -> Keyring:
    """Leave only the current key; do it after everything was sealed anew."""
    keys = _read(path)[:1]
    _write(path, keys)
    return Keyring(keys)


def _create(path: Path) -> None:
    """Two processes may start at once: the first link wins, and both read the same key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    _write(draft, [secrets.token_bytes(KEY_BYTES)])
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _write(path: Path, keys: Sequence[bytes]) -> None:
    draft = path.with_name(f"{path.name}.new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(b"\n".join(base64.b64encode(key) for key in keys) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def _read(path: Path) -> list[bytes]:
    if path.stat().st_mode & 0o077:
        raise KeyringError(f"{path} can be read by others; run: chmod 600 {path}")
    return [_decode(line) for line in path.read_text().split()]


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        remedy = "make one with: openssl rand -base64 32"
        raise KeyringError(f"a key is {KEY_BYTES} random bytes in base64; {remedy}") from error


def _key_id(master: bytes) -> bytes:
    return hashlib.sha256(b"id" + master).digest()[:ID_BYTES]


def _derive(master: bytes, purpose: bytes) -> bytes:
    key: bytes = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"yidi " + purpose).derive(master)
    return key
