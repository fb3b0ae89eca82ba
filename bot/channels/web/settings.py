"""What a deployer can set about the web channel."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HISTORY_HOURS = 24.0


def history_hours(environment: Mapping[str, str] = os.environ) -> float:
    """How long a web session and what is remembered of it live."""
    return float(environment.get("YIDI_WEB_HISTORY_HOURS", HISTORY_HOURS))


@dataclass(frozen=True)
class WebSettings:
    """Settings of the web channel, from the environment (names in docs/web.md).

    `origins` are other sites (scheme://host[:port]) that may embed the chat; the service's own pages always may.
    `history_hours` bounds both the life of a session and what is remembered of it.
    """

    secret: bytes = field(repr=False)
    database_url: str
    origins: tuple[str, ...] = ()
    redis_url: str = ""
    history_hours: float = HISTORY_HOURS
    messages_per_minute: int = 20
    messages_per_minute_per_address: int = 120
    built: Path = ROOT / "build" / "web"
    socketio_persistence: bool = True

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], secret: bytes, folder: Path) -> WebSettings:
        """Read YIDI_WEB_* and YIDI_SOCKETIO_*; `secret` and `folder` (for the database) are those of the whole edge."""
        get = environment.get
        folder.mkdir(parents=True, exist_ok=True)
        origins = (origin.strip().rstrip("/") for origin in get("YIDI_WEB_ORIGINS", "").split(","))
        return cls(
            secret=secret,
            origins=tuple(origin for origin in origins if origin),
            database_url=get("YIDI_DATABASE_URL") or f"sqlite:///{folder.resolve()}/yidi.db",
            redis_url=get("YIDI_REDIS_URL", ""),
            history_hours=history_hours(environment),
            messages_per_minute=int(get("YIDI_WEB_MESSAGES_PER_MINUTE", cls.messages_per_minute)),
            messages_per_minute_per_address=int(
                get("YIDI_WEB_MESSAGES_PER_MINUTE_PER_ADDRESS", cls.messages_per_minute_per_address)
            ),
            socketio_persistence=get("YIDI_SOCKETIO_PERSISTENCE", "on") != "off",
        )
