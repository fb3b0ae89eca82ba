"""What the platform's own requests have shown about the settings, for `yidi wechat check`.

Marks belong to a setting's value: after a change they count no more. They hold a time and a hash, nothing else.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from enum import Enum

from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.store import Store

KEPT = 30 * 24 * 3600
log = logging.getLogger(__name__)


class Setting(Enum):
    """A setting that only a request of the platform can prove."""

    token = "token"
    key = "key"
    previous_key = "previous_key"


class Evidence:
    """Marks in the shared store, which `yidi wechat check` reads in a process of its own."""

    def __init__(self, settings: WeChatSettings, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        values = {
            Setting.token: settings.token,
            Setting.key: settings.aes_key,
            Setting.previous_key: settings.aes_key_previous,
        }
        self._ids = {setting: hashlib.sha256(value.encode()).hexdigest()[:16] for setting, value in values.items()}

    async def note(self, setting: Setting, good: bool) -> None:
        """A request has proved or belied a setting. Never fails: no request shall suffer from a mark."""
        try:
            await self._store.set(self._key(setting, good), f"{self._clock():017.6f}", KEPT)
        except Exception as error:  # whatever the store raises
            log.warning("wechat: mark not kept: %s", type(error).__name__)

    async def newest(self, setting: Setting) -> bool | None:
        """Whether the newest request proved the setting; None when there was none."""
        proved, belied = [await self._store.get(self._key(setting, good)) for good in (True, False)]
        return (proved or "") >= (belied or "") if proved or belied else None

    async def ever(self, setting: Setting) -> bool:
        """Whether any request proved the setting."""
        return await self._store.get(self._key(setting, True)) is not None

    def _key(self, setting: Setting, good: bool) -> str:
        return f"{'proved' if good else 'belied'}:{setting.value}:{self._ids[setting]}"
