"""Settings of the edge, from environment variables that start with YIDI_."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What the edge needs to know; every field has a default under which everything runs on one machine."""

    host: str = "127.0.0.1"
    port: int = 5005
    data_dir: Path = Path("build")
    key: bytes = field(default=b"", repr=False)

    @classmethod
    def from_environment(cls) -> Settings:
        """Read YIDI_HOST, YIDI_PORT, YIDI_DATA_DIR and YIDI_SEAL_KEY; a missing key is made once and kept."""
        folder = Path(os.environ.get("YIDI_DATA_DIR", "build"))
        given = os.environ.get("YIDI_SEAL_KEY", "")
        key = given.encode() if given else kept_key(folder / "seal.key")
        return cls(os.environ.get("YIDI_HOST", cls.host), int(os.environ.get("YIDI_PORT", cls.port)), folder, key)


def kept_key(path: Path) -> bytes:
    """The secret in a file that only its owner can read; made on first use."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        key = secrets.token_hex(32).encode()
        file.write(key)
    return key
