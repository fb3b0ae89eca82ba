"""The access token: one for all processes, kept in the shared store, fetched by one process at a time.

Source: 获取稳定版接口调用凭据. `stable_token` gives the same token within its life and any token it gives is good for
at least 300 seconds; `force_refresh` is limited to 20 a day, 30 seconds apart.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import httpx

from bot.channels.wechat.errors import OK, ApiError, NotSent
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.store import Lease, Store, poll

KEY = "access-token"
MARGIN, LEAST = 300, 60
FORCED_EVERY = 30
LOCK_LIFE = 10
WAIT = 8
log = logging.getLogger(__name__)


class AccessToken:
    """Gives the current token; `renew` replaces one that the platform has called dead."""

    def __init__(self, http: httpx.AsyncClient, settings: WeChatSettings, store: Store) -> None:
        self._http = http
        self._settings = settings
        self._store = store
        self._turn = asyncio.Lock()

    async def current(self) -> str:
        """A token; raises ApiError, or NotSent since no call can be made without it."""
        return await self._store.get(KEY) or await self._fetch_once(dead="")

    async def probe(self) -> None:
        """Ask the platform itself, whatever is in the store, whether app id, secret and address are right."""
        token, life = await self._ask(force=False)
        await self._keep(token, life)

    async def renew(self, dead: str) -> str:
        """A token other than the dead one; one that another process has fetched meanwhile is taken as it is."""
        return await self._fetch_once(dead)

    async def _fetch_once(self, dead: str) -> str:
        async def fetched_by_other() -> str | None:
            token = await self._store.get(KEY)
            return token if token and token != dead else None

        async with self._turn:
            if token := await fetched_by_other():
                return token
            lease = Lease(self._store, "access-token:lock", LOCK_LIFE)
            if not await lease.claim():
                if token := await poll(fetched_by_other, WAIT):
                    return token
                raise NotSent("another process did not get a token in time")
            async with lease.held():
                return await fetched_by_other() or await self._fetch(dead)

    async def _fetch(self, dead: str) -> str:
        token, life = await self._ask(force=False)
        if token == dead and await self._store.add("access-token:forced", "1", FORCED_EVERY):
            token, life = await self._ask(force=True)
        await self._keep(token, life)
        log.info("wechat: access token fetched, life %d s", life)
        return token

    async def _keep(self, token: str, life: int) -> None:
        await self._store.set(KEY, token, max(life - MARGIN, LEAST))

    async def _ask(self, force: bool) -> tuple[str, int]:
        body = {
            "grant_type": "client_credential",
            "appid": self._settings.app_id,
            "secret": self._settings.secret,
            "force_refresh": force,
        }
        try:
            response = await self._http.post("/cgi-bin/stable_token", json=body)
            data: dict[str, Any] = response.json()
            if data.get("errcode", OK) != OK:
                raise ApiError(int(data["errcode"]), str(data.get("errmsg", "")))
            return str(data["access_token"]), int(data["expires_in"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotSent(f"stable_token: {type(error).__name__}") from None
