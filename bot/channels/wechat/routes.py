"""The webhook `/wechat`: GET verification, POST pushes. Off when the channel is not configured."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import AsyncExitStack

import httpx
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import bot.channels.wechat.events  # noqa: F401  registers the event classes
from bot.channels.wechat import redaction
from bot.channels.wechat.access import AccessToken
from bot.channels.wechat.client import WeChatClient, open_http
from bot.channels.wechat.delivery import Delivery
from bot.channels.wechat.evidence import Evidence, Setting
from bot.channels.wechat.gate import Envelope, Gate, Refused
from bot.channels.wechat.guide import Guide, load_guide
from bot.channels.wechat.ledger import Ledger
from bot.channels.wechat.menu import InvalidMenu
from bot.channels.wechat.pushes import Push, read_push
from bot.channels.wechat.settings import InvalidSetting, WeChatSettings
from bot.channels.wechat.speaker import Desk, Speaker
from bot.channels.wechat.steps import Ack, Erase
from bot.channels.wechat.store import Store, open_store
from bot.channels.wechat.turns import Turns
from bot.channels.wechat.work import Work
from bot.channels.wechat.xml import Malformed, text_reply

PATH = "/wechat"
MAX_BODY = 256 * 1024
ACKNOWLEDGED = "success"
log = logging.getLogger(__name__)


class WeChat:
    """One official account, put together. `key` keys the conversation ids, so that they never show an openid."""

    def __init__(
        self,
        settings: WeChatSettings,
        desk: Desk,
        key: bytes,
        *,
        store: Store | None = None,
        clock: Callable[[], float] = time.time,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        redaction.install()
        self._key = key
        self._clock = clock
        self._guide: Guide = load_guide()
        self._store = store or open_store(settings)
        self._http = open_http(settings.api_url, transport)
        self._gate = Gate(settings, self._store, clock)
        self._evidence = Evidence(settings, self._store, clock)
        ledger = Ledger(self._store)
        self.client = WeChatClient(self._http, AccessToken(self._http, settings, self._store))
        delivery = Delivery(self.client, ledger, self._store, settings, self._guide.words)
        speaker = Speaker(desk, ledger, self._guide)
        self._turns = Turns(speaker, delivery, ledger, self._store, Work(self._store, key), settings, clock)

    @property
    def routes(self) -> list[Route]:
        """Routes to mount."""
        return [Route(PATH, self._verify, methods=["GET"]), Route(PATH, self._receive, methods=["POST"])]

    def conversation(self, openid: str) -> str:
        """Conversation id of a follower: a keyed hash, which cannot be turned back."""
        return "wechat-" + hmac.new(self._key, b"wechat\0" + openid.encode(), hashlib.sha256).hexdigest()[:32]

    async def take_over(self) -> None:
        """Take up turns whose processes have died, until cancelled."""
        await self._turns.take_over_for_ever()

    async def close(self) -> None:
        """Let running turns end, then release connections."""
        await self._turns.close()
        await self._http.aclose()
        await self._store.close()

    async def _verify(self, request: Request) -> Response:
        try:
            echo = self._gate.verify(request.query_params)
        except Refused as refusal:
            return await self._refused(refusal)
        await self._evidence.note(Setting.token, True)
        return PlainTextResponse(echo)

    async def _receive(self, request: Request) -> Response:
        try:
            body = await _limited_body(request)
        except ClientDisconnect:
            return _refuse(400, "the request broke off")
        if body is None:
            return _refuse(413, "body too large")
        try:
            envelope = self._gate.open(request.query_params, body)
        except Refused as refusal:
            return await self._refused(refusal)
        except Malformed:
            return _refuse(400, "not a push")
        return await self._answer(request, envelope)

    async def _answer(self, request: Request, envelope: Envelope) -> Response:
        push = read_push(envelope.fields)
        step = push.step(self._guide) if push.user else Ack()

        until_sent = AsyncExitStack()
        try:
            await self._gate.admit(envelope)
            until_sent.push_async_callback(self._proved, envelope)
            text = None if isinstance(step, Ack) else await self._said(push, request, until_sent)
        except Refused as refusal:
            return await self._refused(refusal)
        except Exception as error:  # the outer edge always answers, without the store too
            number = secrets.token_hex(3)
            log.error("wechat: turn failed: %s, error %s", type(error).__name__, number)
            if isinstance(step, Erase):
                return PlainTextResponse("", 503)  # an erasure must not be lost: the platform asks again
            text = None if isinstance(step, Ack) else self._guide.words["failed"].format(id=number)
        return self._reply(push, envelope, text, BackgroundTask(until_sent.aclose))

    async def _said(self, push: Push, request: Request, until_sent: AsyncExitStack) -> str | None:
        async def alive() -> bool:
            return not await request.is_disconnected()

        try:
            return await self._turns.answer(push, self.conversation(push.user), alive, until_sent)
        except BaseException:
            await until_sent.aclose()
            raise

    async def _proved(self, envelope: Envelope) -> None:
        await self._evidence.note(Setting.token, True)
        if envelope.key is not None:
            await self._evidence.note((Setting.key, Setting.previous_key)[envelope.key], True)

    async def _refused(self, refusal: Refused) -> Response:
        if refusal.doubted:
            await self._evidence.note(refusal.doubted, False)
        if refusal.doubted is Setting.key:
            await self._evidence.note(Setting.token, True)  # what no key opens was signed with the right token
        return _refuse(403, refusal.reason)

    def _reply(self, push: Push, envelope: Envelope, text: str | None, afterwards: BackgroundTask) -> Response:
        if text is None:
            return PlainTextResponse(ACKNOWLEDGED, background=afterwards)
        xml = text_reply(push.user, push.account, int(self._clock()), text)
        return Response(self._gate.close(xml, envelope), media_type="application/xml", background=afterwards)


def open_wechat(desk: Desk, key: bytes) -> WeChat | None:
    """The channel as the environment configures it, None when it does not; what is wrong ends the start in words."""
    try:
        settings = WeChatSettings.from_env()
        return WeChat(settings, desk, key) if settings else None
    except (InvalidSetting, InvalidMenu) as error:
        raise SystemExit(f"✗ {error}") from None


async def _limited_body(request: Request) -> bytes | None:
    """The body, or None as soon as it is larger than any push."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


def _refuse(status: int, reason: str) -> Response:
    log.warning("wechat: request refused: %s", reason)
    # Closing the connection ends bodies that would go on for ever.
    return PlainTextResponse("", status, headers={"Connection": "close"})
