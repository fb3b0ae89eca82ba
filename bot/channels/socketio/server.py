"""Rasa's Socket.IO channel, by its protocol (rasa 3.6, core/channels/socketio.py), without its flaws.

    session_request {session_id}                      → session_confirm id
    user_uttered {message, session_id, customData…}   → bot_uttered {text, quick_replies?}, one a paragraph

Differences, each on purpose: a session id is signed by us (a client cannot name somebody else's); entering a room is
awaited (rasa issue 13027: with persistence no answer arrives); answers reach clients of other processes through Redis;
a text that begins with "/" is no command to the engine.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import socketio
from starlette.routing import Mount

from bot.channels.web.service import Web
from bot.channels.web.sessions import Session
from bot.port import Reply

logger = logging.getLogger(__name__)
PATH = "socket.io"
LONGEST_EVENT = 128 * 1024
LONGEST_TEXT = 20_000
# Sessions of this channel are bound to the channel, not to a site: widgets send no origin with their events.
SITE = "socketio"


def socketio_mount(web: Web) -> Mount:
    """The Socket.IO server below /socket.io."""
    settings = web.settings
    manager = socketio.AsyncRedisManager(settings.redis_url, channel="yidi-socketio") if settings.redis_url else None
    server = socketio.AsyncServer(
        async_mode="asgi",
        client_manager=manager,
        # None allows the server's own origin only.
        cors_allowed_origins=list(settings.origins) or None,
        max_http_buffer_size=LONGEST_EVENT,
    )
    channel = Channel(server, web)
    server.on("session_request", channel.session_request)
    server.on("user_uttered", channel.user_uttered)
    return Mount(f"/{PATH}", app=socketio.ASGIApp(server, socketio_path=PATH))


class Channel:
    """The two events of the protocol."""

    def __init__(self, server: socketio.AsyncServer, web: Web) -> None:
        self._server = server
        self._web = web

    async def session_request(self, sid: str, data: object = None) -> None:
        """Confirm the session that a widget remembers if it is ours, else give it a new one."""
        session = self._session(data) or self._web.sessions.issue(SITE)
        if self._web.settings.socketio_persistence:
            await self._server.enter_room(sid, session.conversation)
        await self._server.emit("session_confirm", session.token, to=sid)

    async def user_uttered(self, sid: str, data: object) -> None:
        """Answer a message to all pages of its session, or without persistence to this connection."""
        text = str(_mapping(data).get("message") or "")[:LONGEST_TEXT]
        room, conversation = sid, f"socketio-{sid}"
        if self._web.settings.socketio_persistence:
            session = self._session(data)
            if session is None:
                logger.info("socketio: a message without a session of ours was ignored")
                return
            await self._server.enter_room(sid, session.conversation)
            room = conversation = session.conversation
        wait = await self._web.limits.wait(conversation, self._web.settings.messages_per_minute)
        if wait:
            await self._emit(room, {"text": self._web.copy["errors"]["too_many"].format(seconds=wait)})
            return
        if text.startswith("/"):
            text = self._web.copy["socketio"]["hello"]
        for reply in await self._web.desk.say(conversation, text):
            for message in messages(reply, self._web.desk.seal.close):
                await self._emit(room, message)

    async def _emit(self, room: str, message: dict[str, Any]) -> None:
        await self._server.emit("bot_uttered", message, room=room)

    def _session(self, data: object) -> Session | None:
        token = _mapping(data).get("session_id")
        return self._web.sessions.read(token, SITE) if isinstance(token, str) else None


def messages(reply: Reply, close: Callable[[Mapping[str, str]], str]) -> list[dict[str, Any]]:
    """A reply as rasa sends it: one message a paragraph, the buttons with the last."""
    parts: list[dict[str, Any]] = [{"text": part} for part in reply.text.strip().split("\n\n")]
    if reply.choices:
        parts[-1]["quick_replies"] = [
            {"content_type": "text", "title": title, "payload": close(payload)} for title, payload in reply.choices
        ]
    return parts


def _mapping(data: object) -> Mapping[str, Any]:
    return data if isinstance(data, Mapping) else {}
