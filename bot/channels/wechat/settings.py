"""Settings of the channel, from environment variables. Without a token and an app id the channel is off."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.channels.wechat.errors import WeChatError
from knowledge.reading import read_yaml

WORDS = Path(__file__).parent / "check.yml"
OFFICIAL_API = "https://api.weixin.qq.com"
AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
YES = ("1", "true", "yes", "on")


class InvalidSetting(WeChatError):
    """A setting is present and unusable; the message names it and says what it must look like, never its value."""

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(read_yaml(WORDS)["settings"][word].format(**values))


@dataclass(frozen=True)
class WeChatSettings:
    """What connects one official account. `repr` shows no secret.

    `mini_programs` maps a name that answers mention to (app id, page path) of a mini-program linked to the account.
    `menu_messages` allows `msgmenu`, which only certified accounts may send.
    """

    token: str = field(repr=False)
    app_id: str
    secret: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    aes_key_previous: str = field(default="", repr=False)
    api_url: str = OFFICIAL_API
    safe_mode_only: bool = False
    menu_messages: bool = False
    mini_programs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    redis_url: str = field(default="", repr=False)
    state_file: str = ":memory:"

    def __post_init__(self) -> None:
        for name, key in (
            ("YIDI_WECHAT_AES_KEY", self.aes_key),
            ("YIDI_WECHAT_AES_KEY_PREVIOUS", self.aes_key_previous),
        ):
            if key and not AES_KEY.fullmatch(key):
                raise InvalidSetting("aes_key", name=name, length=len(key))
        if self.safe_mode_only and not self.aes_key:
            raise InvalidSetting("safe_mode_only")
        if not self.api_url.startswith(("http://", "https://")):
            raise InvalidSetting("api_url")

    @property
    def aes_keys(self) -> tuple[str, ...]:
        """EncodingAESKeys to try, the current one first."""
        return tuple(key for key in (self.aes_key, self.aes_key_previous) if key)

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> WeChatSettings | None:
        """The settings of this process; None when the channel is not configured."""
        env = os.environ if env is None else env
        token, app_id = env.get("YIDI_WECHAT_TOKEN", "").strip(), env.get("YIDI_WECHAT_APP_ID", "").strip()
        if not token and not app_id:
            return None
        if not token or not app_id:
            raise InvalidSetting("half")
        return cls(
            token=token,
            app_id=app_id,
            secret=env.get("YIDI_WECHAT_SECRET", "").strip(),
            aes_key=env.get("YIDI_WECHAT_AES_KEY", "").strip(),
            aes_key_previous=env.get("YIDI_WECHAT_AES_KEY_PREVIOUS", "").strip(),
            api_url=(env.get("YIDI_WECHAT_API_URL", "").strip() or OFFICIAL_API).rstrip("/"),
            safe_mode_only=env.get("YIDI_WECHAT_SAFE_MODE_ONLY", "").lower() in YES,
            menu_messages=env.get("YIDI_WECHAT_MENU_MESSAGES", "").lower() in YES,
            mini_programs=_mini_programs(env.get("YIDI_WECHAT_MINI_PROGRAMS", "")),
            redis_url=env.get("YIDI_REDIS_URL", "").strip(),
            state_file=str(Path(env.get("YIDI_DATA_DIR", "build")) / "wechat.db"),
        )


def _mini_programs(text: str) -> dict[str, tuple[str, str]]:
    """Read `name=appid:path` entries, separated by semicolons."""
    programs = {}
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        match = re.fullmatch(r"([^=]+)=(wx[0-9a-zA-Z]{6,32}):([\w/.?=&%-]+)", entry)
        if match is None:
            raise InvalidSetting("mini_programs")
        programs[match[1].strip()] = (match[2], match[3])
    return programs
