"""Calls to the platform's API: bounded in time, retried within limits, never logged with their secrets."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from bot.channels.wechat.access import AccessToken
from bot.channels.wechat.errors import OK, ApiError, NotSent, Remedy, Unreachable

TIMEOUT = httpx.Timeout(5.0, connect=2.0)
TRIES = 3
FIRST_PAUSE = 0.3
log = logging.getLogger(__name__)


class WeChatClient:
    """The API calls that the channel needs. Every call raises ApiError or Unreachable."""

    def __init__(
        self, http: httpx.AsyncClient, access: AccessToken, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._http = http
        self._access = access
        self._pause = pause

    async def send_text(self, user: str, text: str) -> None:
        """A customer-service text message."""
        await self._send({"touser": user, "msgtype": "text", "text": {"content": text}})

    async def send_menu(self, user: str, head: str, entries: dict[str, str]) -> None:
        """A menu message: entries by id → title."""
        menu = {"head_content": head, "list": [{"id": key, "content": title} for key, title in entries.items()]}
        await self._send({"touser": user, "msgtype": "msgmenu", "msgmenu": menu})

    async def typing(self, user: str) -> None:
        """Show that an answer is being prepared, for 15 seconds at most."""
        await self.call("POST", "/cgi-bin/message/custom/typing", {"touser": user, "command": "Typing"}, tries=1)

    async def publish_menu(self, menu: dict[str, Any]) -> None:
        """Replace the custom menu."""
        await self.call("POST", "/cgi-bin/menu/create", menu)

    async def probe(self) -> None:
        """Get a token from the platform itself, to see whether app id, secret and IP white list are right."""
        await self._access.probe()

    async def call(self, method: str, path: str, body: Any = None, *, tries: int = TRIES, once: bool = False) -> Any:
        """One API call. A dead token is renewed once; busy answers are repeated up to `tries` times in all.

        `once` is for calls that must not happen twice: they are not repeated when it is unknown whether they arrived.
        """
        try:
            return await self._tried(method, path, body, tries, once)
        except ApiError as error:
            self._report(path, error)
            raise
        except Unreachable as error:
            log.warning("wechat: %s unreachable: %s", path, error)
            raise

    async def _tried(self, method: str, path: str, body: Any, tries: int, once: bool) -> Any:
        dead, pause = "", FIRST_PAUSE
        while True:
            token = ""
            try:
                token = await (self._access.renew(dead) if dead else self._access.current())
                return await self._call(method, path, body, token)
            except ApiError as error:
                if error.remedy is Remedy.refresh and token and not dead:
                    dead = token
                    continue
                if error.remedy is not Remedy.retry or tries <= 1:
                    raise
            except Unreachable as error:
                if tries <= 1 or (once and not isinstance(error, NotSent)):
                    raise
            await self._pause(pause)
            tries, pause = tries - 1, pause * 2

    async def _send(self, message: dict[str, Any]) -> None:
        await self.call("POST", "/cgi-bin/message/custom/send", message, once=True)

    async def _call(self, method: str, path: str, body: Any, token: str) -> Any:
        # Raw UTF-8: the platform takes \\uXXXX escapes for text of their own (40033).
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        try:
            response = await self._http.request(
                method, path, params={"access_token": token}, content=content, headers=headers
            )
            data = response.json()
            code = int(data.get("errcode", OK))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent(type(error).__name__) from None
        except (httpx.HTTPError, ValueError, TypeError, AttributeError) as error:
            raise Unreachable(type(error).__name__) from None
        if code != OK:
            raise ApiError(code, str(data.get("errmsg", "")))
        if response.is_error:
            raise Unreachable(f"HTTP {response.status_code}")
        return data

    @staticmethod
    def _report(path: str, error: ApiError) -> None:
        level = logging.ERROR if error.remedy in (Remedy.alarm, Remedy.degrade, Remedy.refresh) else logging.INFO
        log.log(level, "wechat: %s refused: %s", path, error)


def open_http(base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """An HTTP client for the platform, with time-outs everywhere."""
    return httpx.AsyncClient(base_url=base_url, timeout=TIMEOUT, transport=transport, follow_redirects=False)
