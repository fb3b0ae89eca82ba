"""The protocol of <yidi-chat>: sessions, messages with their answers as Server-Sent Events or JSON, history, ratings.

    POST   /web/session              → {session, expires}
    GET    /web/messages?after=N     → {turns: [{id, message, said, replies|null}]}
    POST   /web/messages             {id, text | token, title} → events `working`, `reply`…, `done`, or {replies}
    DELETE /web/messages             forgets the conversation → a new {session, expires}
    POST   /web/ratings              {message, score 1…5, reason}
    GET    /web/places               names of cities by province, for the city picker

Every request but the first carries `Authorization: Bearer <session>`. Errors are {error: {code, text, retry_after?}}.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from pydantic import BaseModel, Extra, ValidationError, conint, constr
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from bot.channels.privacy import mask
from bot.channels.web.history import Rendered
from bot.channels.web.service import Refused, Web
from bot.channels.web.sessions import Session, bearer
from bot.channels.web.turns import Said, TurnPending

LONGEST_TEXT = 20_000
LONGEST_BODY = 128 * 1024
# Proxies cut silent connections; a comment line now and then keeps a long turn's stream open.
SILENCE_SECONDS = 10.0
MESSAGE_ID = constr(regex=r"^[A-Za-z0-9_-]{8,64}$")


class Strict(BaseModel, extra=Extra.forbid):
    """Base of what clients send: unknown keys are errors."""


class MessageIn(Strict):
    """A citizen's message: a text, or the token of a button with its title."""

    id: MESSAGE_ID  # type: ignore[valid-type]
    text: constr(max_length=LONGEST_TEXT) = ""  # type: ignore[valid-type]
    token: constr(max_length=4000) = ""  # type: ignore[valid-type]
    title: constr(max_length=200) = ""  # type: ignore[valid-type]

    def said(self) -> Said:
        """As the turns take it."""
        return Said(self.id, self.token, self.title) if self.token else Said(self.id, self.text, self.text)


class RatingIn(Strict):
    """好差评: five levels, 5 = 非常满意; a reason for low ones."""

    message: MESSAGE_ID  # type: ignore[valid-type]
    score: conint(ge=1, le=5)  # type: ignore[valid-type]
    reason: constr(max_length=500) = ""  # type: ignore[valid-type]
    answer: constr(max_length=200) = ""  # type: ignore[valid-type]


def web_routes(web: Web) -> Mount:
    """The routes below /web. Only configured origins get CORS headers."""
    endpoints = Endpoints(web)
    cors = Middleware(
        CORSMiddleware,
        allow_origins=list(web.settings.origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["authorization", "content-type"],
        expose_headers=["retry-after"],
        max_age=3600,
    )
    routes = [
        Route("/session", endpoints.open_session, methods=["POST"]),
        Route("/messages", endpoints.history, methods=["GET"]),
        Route("/messages", endpoints.send, methods=["POST"]),
        Route("/messages", endpoints.erase, methods=["DELETE"]),
        Route("/ratings", endpoints.rate, methods=["POST"]),
        Route("/places", endpoints.places, methods=["GET"]),
    ]
    return Mount("/web", routes=[_guarded(web, route) for route in routes], middleware=[cors])


def _guarded(web: Web, route: Route) -> Route:
    """The same route, with refusals turned into clear JSON."""

    async def endpoint(request: Request) -> Response:
        try:
            response: Response = await route.endpoint(request)
        except Refused as refused:
            return refusal(web, refused)
        except (ValidationError, json.JSONDecodeError, UnicodeDecodeError, ClientDisconnect):
            return refusal(web, Refused(400, "bad_request"))
        response.headers.setdefault("cache-control", "no-store")
        response.headers["x-content-type-options"] = "nosniff"
        return response

    return Route(route.path, endpoint, methods=list(route.methods or ()))


def refusal(web: Web, refused: Refused) -> JSONResponse:
    """A refusal as JSON, in words for the citizen."""
    error = {"code": refused.code, "text": web.copy["errors"][refused.code].format(seconds=refused.retry_after)}
    headers = {"cache-control": "no-store"}
    if refused.retry_after:
        error["retry_after"] = refused.retry_after
        headers["retry-after"] = str(refused.retry_after)
    return JSONResponse({"error": error}, refused.status, headers)


def site_of(request: Request, origins: tuple[str, ...]) -> str:
    """The site (host and port) whose page asks. Refuses a page of a site that is not configured."""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    if origin is None or urlsplit(origin).netloc == host:
        return host
    if origin not in origins:
        raise Refused(403, "origin")
    return urlsplit(origin).netloc


class Endpoints:
    """The endpoints, over the web service."""

    def __init__(self, web: Web) -> None:
        self._web = web

    async def open_session(self, request: Request) -> Response:
        """A new session for the site that asks."""
        site = site_of(request, self._web.settings.origins)
        await self._web.limit_address(request)
        await self._web.history.purge()
        return _session_json(self._web.sessions.issue(site))

    async def history(self, request: Request) -> Response:
        """Turns of this session, from behind turn `after`."""
        session = self._session(request)
        after = request.query_params.get("after", "0")
        turns = await self._web.history.turns(session.conversation, int(after) if after.isdecimal() else 0)
        return JSONResponse({"turns": [vars(turn) for turn in turns]})

    async def send(self, request: Request) -> Response:
        """Answer a message; the same id always gets the same answer."""
        session = self._session(request)
        message = MessageIn.parse_raw(await read_body(request))
        if not message.text.strip() and not message.token:
            raise Refused(400, "bad_request")
        await self._web.limit(request, session)
        task = self._web.turns.answer(session.conversation, message.said())
        if "text/event-stream" in request.headers.get("accept", ""):
            return StreamingResponse(self._events(task), media_type="text/event-stream", headers=STREAM_HEADERS)
        try:
            return JSONResponse({"replies": await asyncio.shield(task)})
        except TurnPending:
            raise Refused(503, "pending", retry_after=5) from None

    async def erase(self, request: Request) -> Response:
        """Forget the conversation and start anew."""
        session = self._session(request)
        await self._web.turns.erase(session.conversation)
        return _session_json(self._web.sessions.issue(site_of(request, self._web.settings.origins)))

    async def rate(self, request: Request) -> Response:
        """Store a rating."""
        session = self._session(request)
        await self._web.limit(request, session)
        rating = RatingIn.parse_raw(await read_body(request))
        await self._web.history.rate(
            session.conversation, rating.message, rating.score, mask(rating.reason), rating.answer
        )
        return Response(status_code=204)

    async def places(self, _: Request) -> Response:
        """Cities by province, as the city picker lists them."""
        return JSONResponse({"provinces": self._web.provinces}, headers={"cache-control": "public, max-age=86400"})

    def _session(self, request: Request) -> Session:
        token = bearer(request.headers.get("authorization", ""))
        session = self._web.sessions.read(token, site_of(request, self._web.settings.origins))
        if session is None:
            raise Refused(401, "session")
        return session

    async def _events(self, task: asyncio.Task[Rendered]) -> AsyncIterator[str]:
        yield _event("working", {})
        while not (await asyncio.wait({task}, timeout=SILENCE_SECONDS))[0]:
            yield ": still working\n\n"
        problem = None if task.cancelled() else task.exception()
        if problem is not None or task.cancelled():
            yield _event("error", {"code": "pending" if isinstance(problem, TurnPending) else "failed"})
            return
        for reply in task.result():
            yield _event("reply", reply)
        yield _event("done", {})


# X-Accel-Buffering: nginx would otherwise collect the events and send them all at the end.
STREAM_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _session_json(session: Session) -> JSONResponse:
    return JSONResponse({"session": session.token, "expires": session.expires})


async def read_body(request: Request) -> bytes:
    """The body, refused as soon as it is too large."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_BODY:
            raise Refused(413, "too_long")
    return bytes(body)
