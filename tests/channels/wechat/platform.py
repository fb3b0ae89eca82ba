"""A platform server of our own that behaves like the real one, on both sides.

Towards the webhook it signs and encrypts (with wechatpy, so that our cipher is checked against another one), cuts
the connection after five seconds, asks three times in all, shows one reply. As API server it has tokens that expire,
rights, a white list, quotas, and days on which it is slow or broken.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from wechatpy.crypto import WeChatCrypto

from bot.channels.wechat.crypto import signature
from tests.channels.wechat.clockwork import clock

TOKEN, APP_ID, SECRET = "a-token", "wx0123456789abcdef", "a-secret"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OTHER_AES_KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq"
ACCOUNT, USER = "gh_account", "oZ1aFollower"
CUT, ATTEMPTS, PAUSED = 5.0, 3, "该公众号提供的服务出现故障，请稍后再试"
LONGEST = 2048
PLAIN, SAFE = "plain", "safe"


def xml(fields: dict[str, Any]) -> str:
    """The body of a push."""
    return "<xml>" + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in fields.items()) + "</xml>"


class Platform:
    """The official side. `seen` is what each follower reads on the phone, `api` the API server."""

    def __init__(self, clock: Callable[[], float] = clock) -> None:
        self.app: Any = None
        self.clock = clock
        self.url = ""
        self.aes_key = AES_KEY
        self.mode = PLAIN
        self.seen: defaultdict[str, list[str]] = defaultdict(list)
        self.menus: list[dict[str, Any]] = []
        self.calls: Counter[str] = Counter()
        self.errors: dict[str, list[int]] = {}
        self.answers: dict[str, list[str]] = {}
        self.delay: dict[str, float] = {}
        self.customer_service = True
        self.certified = True
        self.secret = SECRET
        self.tokens = itertools.count(1)
        self.valid_token = ""
        self.expires = 0.0
        self.windows: dict[str, list[list[float]]] = {}
        self.menu: dict[str, Any] = {}
        self._ids = itertools.count(23000000000000001)
        paths = {
            "stable_token": self._stable_token,
            "message/custom/send": self._send,
            "message/custom/typing": self._typing,
            "menu/create": self._create_menu,
            "get_current_selfmenu_info": self._current_menu,
            "customservice/getkflist": self._agents,
        }
        self.api = Starlette(
            routes=[Route(f"/cgi-bin/{p}", self._guarded(p, f), methods=["GET", "POST"]) for p, f in paths.items()]
        )

    # --- towards the webhook -------------------------------------------------------------------------------------

    def fields(self, user: str = USER, **fields: Any) -> dict[str, Any]:
        """Fields of a push; messages get an id."""
        kind = fields.pop("kind", "text")
        now = int(self.clock())
        head = {"ToUserName": ACCOUNT, "FromUserName": user, "CreateTime": now, "MsgType": kind}
        own = {} if kind == "event" else {"MsgId": next(self._ids)}
        return {name: str(value) for name, value in {**head, **own, **fields}.items()}

    async def text(self, content: str, user: str = USER, **fields: Any) -> None:
        """A follower sends text."""
        await self.push(self.fields(user, Content=content, **fields))

    async def event(self, name: str, user: str = USER, **fields: Any) -> None:
        """Something happens."""
        await self.push(self.fields(user, kind="event", Event=name, **fields))

    async def push(self, fields: dict[str, Any]) -> None:
        """Deliver a push as the platform does: cut after 5 s, three times in all; the follower sees what comes."""
        user = fields["FromUserName"]
        self._grant(user, fields)
        for _ in range(ATTEMPTS):
            query, body = self.request(fields)
            answer = await self.post(query, body, CUT)
            if answer is None:
                continue
            status, content = answer
            text = self._read(content) if status == 200 else PAUSED
            if text:
                self.seen[user].append(text)
            return
        self.seen[user].append(PAUSED)

    def request(self, fields: dict[str, Any], mode: str | None = None) -> tuple[dict[str, str], bytes]:
        """Query and body of one request."""
        timestamp, nonce = str(int(self.clock())), str(next(self._ids))
        query = {"signature": signature(TOKEN, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
        query["openid"] = fields.get("FromUserName", "")
        if (mode or self.mode) == PLAIN:
            return query, xml(fields).encode()
        envelope = ElementTree.fromstring(self.crypto.encrypt_message(xml(fields), nonce, timestamp))
        query |= {"encrypt_type": "aes", "msg_signature": envelope.findtext("MsgSignature", "")}
        return query, xml({"ToUserName": ACCOUNT, "Encrypt": envelope.findtext("Encrypt")}).encode()

    async def post(self, query: dict[str, str], body: bytes, cut: float = CUT) -> tuple[int, str] | None:
        """One request over a connection that is cut after some seconds; None when it was."""
        sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        incoming.put_nowait({"type": "http.request", "body": body, "more_body": False})
        scope = {
            "type": "http", "method": "POST", "path": "/wechat", "raw_path": b"/wechat", "headers": [],
            "query_string": urlencode(query).encode(), "http_version": "1.1", "scheme": "https", "root_path": "",
            "server": ("test", 443), "client": ("127.0.0.1", 1), "asgi": {"version": "3.0"},
        }  # fmt: skip
        handler = asyncio.create_task(self.app(scope, incoming.get, sent.put))
        try:
            start = await asyncio.wait_for(sent.get(), cut)
            content = await asyncio.wait_for(sent.get(), cut)
        except asyncio.TimeoutError:
            incoming.put_nowait({"type": "http.disconnect"})  # the handler goes on: nobody tells it to stop
            return None
        await handler
        return start["status"], content["body"].decode()

    @property
    def crypto(self) -> WeChatCrypto:
        """The platform's cipher."""
        return WeChatCrypto(TOKEN, self.aes_key, APP_ID)

    def _read(self, content: str) -> str:
        if content in ("", "success"):
            return ""
        try:
            root = ElementTree.fromstring(content)
            if root.find("Encrypt") is not None:
                names = ("MsgSignature", "TimeStamp", "Nonce")
                root = ElementTree.fromstring(
                    self.crypto.decrypt_message(content, *(root.findtext(n, "") for n in names))
                )
        except ElementTree.ParseError:
            return PAUSED
        text = root.findtext("Content", "")
        return text if len(text.encode()) <= LONGEST else PAUSED

    # --- API server ----------------------------------------------------------------------------------------------

    @property
    def transport(self) -> httpx.AsyncBaseTransport:
        """How the channel reaches the API server, with its time-outs."""
        return _Impatient(httpx.ASGITransport(app=self.api))

    def _grant(self, user: str, fields: dict[str, Any]) -> None:
        event = str(fields.get("Event", "")).lower()
        if fields["MsgType"] != "event":
            self.windows.setdefault(user, [])[:] = [[self.clock() + 48 * 3600, 5]]
        elif event in ("click", "subscribe", "scan"):
            self.windows.setdefault(user, []).append([self.clock() + 60, 3])

    def _guarded(self, path: str, endpoint: Any) -> Any:
        async def guarded(request: Request) -> Response:
            self.calls[path] += 1
            await asyncio.sleep(self.delay.get(path, 0))
            if self.answers.get(path):
                return PlainTextResponse(self.answers[path].pop(0), 502)
            if self.errors.get(path):
                code = self.errors[path].pop(0)
                return self._error(code, "invalid ip 203.0.113.7, not in whitelist" if code == 40164 else "no")
            if path != "stable_token" and not self._token_holds(request):
                return self._error(42001 if request.query_params["access_token"] == self.valid_token else 40001)
            raw = await request.body()
            if b"\\u" in raw:
                return self._error(40033)
            return await endpoint(json.loads(raw or b"{}"))

        return guarded

    def _token_holds(self, request: Request) -> bool:
        return request.query_params["access_token"] == self.valid_token and self.clock() < self.expires

    async def _stable_token(self, body: dict[str, Any]) -> Response:
        if body["appid"] != APP_ID:
            return self._error(40013)
        if body["secret"] != self.secret:
            return self._error(40125)
        if self.clock() >= self.expires - 300 or body["force_refresh"]:
            self.valid_token, self.expires = f"token-{next(self.tokens)}", self.clock() + 7200
        return JSONResponse({"access_token": self.valid_token, "expires_in": int(self.expires - self.clock())})

    async def _send(self, body: dict[str, Any]) -> Response:
        kind, user = body["msgtype"], body["touser"]
        if not self.customer_service:
            return self._error(48001)
        if kind == "msgmenu" and not self.certified:
            return self._error(40200)
        if kind == "text" and len(body["text"]["content"].encode()) > LONGEST:
            return self._error(45002)
        open_windows = [window for window in self.windows.get(user, []) if window[0] > self.clock()]
        if not open_windows:
            return self._error(45015)
        if not (left := [window for window in open_windows if window[1] > 0]):
            return self._error(45047)
        left[-1][1] -= 1
        if kind == "msgmenu":
            self.menus.append(body["msgmenu"])
        self.seen[user].append(body["text"]["content"] if kind == "text" else body["msgmenu"]["head_content"])
        return self._error(0)

    async def _typing(self, body: dict[str, Any]) -> Response:
        return self._error(0 if self.customer_service else 48001)

    async def _create_menu(self, body: dict[str, Any]) -> Response:
        self.menu = body
        return self._error(0)

    async def _current_menu(self, body: dict[str, Any]) -> Response:
        return JSONResponse({"is_menu_open": int(bool(self.menu)), "selfmenu_info": self.menu})

    async def _agents(self, body: dict[str, Any]) -> Response:
        return JSONResponse({"kf_list": []}) if self.customer_service else self._error(48001)

    @staticmethod
    def _error(code: int, message: str = "") -> Response:
        return JSONResponse({"errcode": code, "errmsg": message or ("ok" if code == 0 else "no")})


class _Impatient(httpx.AsyncBaseTransport):
    """Applies the request's read time-out, which an in-process transport does not do by itself."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await asyncio.wait_for(
                self._inner.handle_async_request(request), request.extensions["timeout"]["read"]
            )
        except asyncio.TimeoutError:
            raise httpx.ReadTimeout("too slow", request=request) from None
