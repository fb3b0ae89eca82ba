"""Pages: / as the public service page, /demo as an ordinary site that embeds the chat, and the built script.

/ works without JavaScript: what stands inside <yidi-chat> is a form that posts to /ask and shows the conversation.
Where the script runs, its shadow tree takes that place. The form's session is a cookie that scripts cannot read.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import mimetypes
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channels.web.routes import LONGEST_TEXT, read_body
from bot.channels.web.service import Refused, Web
from bot.channels.web.sessions import Session
from bot.channels.web.turns import Said, TurnPending

HERE = Path(__file__).parent
COOKIE = "yidi_session"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; "
    "trusted-types lit-html"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(self), payment=()",
    "cross-origin-opener-policy": "same-origin",
}
# The script and its style sheet may be used by pages of other sites; that is what they are for.
SHARED = {
    "cache-control": "public, max-age=300",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
}


def page_routes(web: Web) -> list[Route]:
    """Routes of the pages and their files."""
    pages = Pages(web)
    own = [Route(f"/static/{name}", _file(HERE / "static" / name)) for name in ("page.css", "demo.css", "icon.svg")]
    built = [Route(f"/{name}", _file(web.settings.built / name)) for name in ("widget.js", "widget.css")]
    return [
        Route("/", pages.front, methods=["GET"]),
        Route("/ask", pages.ask, methods=["POST"]),
        Route("/clear", pages.clear, methods=["POST"]),
        Route("/demo", pages.demo, methods=["GET"]),
        *own,
        *built,
    ]


class Pages:
    """The two pages, and the form that works without JavaScript."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    async def front(self, request: Request) -> Response:
        """The public page, with the conversation of the form's session if there is one."""
        session = self._session(request)
        turns = await self._web.history.turns(session.conversation) if session else []
        return self._html("front.html", turns=turns, draft=request.query_params.get("q", "")[:1000])

    async def demo(self, request: Request) -> Response:
        """An ordinary page with the floating chat."""
        return self._html("demo.html", address=f"{request.url.scheme}://{request.headers.get('host', '')}")

    async def ask(self, request: Request) -> Response:
        """Answer a question of the form, then show the page anew."""
        try:
            await self._web.limit_address(request)
            fields = parse_qs((await read_body(request)).decode("utf-8", "replace"))
            session = self._session(request) or self._web.sessions.issue(request.headers.get("host", ""))
            await self._web.limit(request, session)
        except Refused as refused:
            return self._refusal(refused)
        said = self._said(fields)
        if said.text.strip():
            # While another process is at it, the page says that the answer is being prepared.
            with suppress(TurnPending):
                await asyncio.shield(self._web.turns.answer(session.conversation, said))
        return self._home(request, session)

    async def clear(self, request: Request) -> Response:
        """Forget the form's conversation."""
        session = self._session(request)
        if session:
            await self._web.turns.erase(session.conversation)
        return self._home(request, None)

    def _said(self, fields: dict[str, list[str]]) -> Said:
        def first(name: str, longest: int) -> str:
            return fields.get(name, [""])[0][:longest]

        name = secrets.token_urlsafe(16)
        if token := first("token", 4000):
            title, _, token = token.rpartition("\n") if "\n" in token else ("", "", token)
            return Said(name, token, title)
        text = self._web.copy["plain"]["human_text"] if "human" in fields else first("text", LONGEST_TEXT)
        return Said(name, text, text)

    def _session(self, request: Request) -> Session | None:
        return self._web.sessions.read(request.cookies.get(COOKIE, ""), request.headers.get("host", ""))

    def _home(self, request: Request, session: Session | None) -> Response:
        response = RedirectResponse("/#ask", status_code=303, headers=HEADERS)
        if session is None:
            response.delete_cookie(COOKIE)
        else:
            life = int(self._web.settings.history_hours * 3600)
            secure = request.url.scheme == "https"
            response.set_cookie(COOKIE, session.token, max_age=life, httponly=True, samesite="strict", secure=secure)
        return response

    def _refusal(self, refused: Refused) -> Response:
        text = self._web.copy["errors"][refused.code].format(seconds=refused.retry_after)
        page = self._html("refused.html", text=text)
        page.status_code = refused.status
        if refused.retry_after:
            page.headers["retry-after"] = str(refused.retry_after)
        return page

    def _html(self, template: str, **values: object) -> HTMLResponse:
        html = self._templates.get_template(template).render(copy=self._web.copy, **values)
        return HTMLResponse(html, headers={**HEADERS, "cache-control": "no-store"})


def _file(path: Path) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that serves one file, compressed where the client can, and not at all when it has not changed."""

    async def endpoint(request: Request) -> Response:
        if not path.exists():
            return JSONResponse({"error": {"code": "not_built"}}, 404)
        plain, packed, tag = _load(path, path.stat().st_mtime_ns)
        headers = {**SHARED, "etag": tag, "vary": "accept-encoding"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed, headers={**headers, "content-encoding": "gzip"}, media_type=kind)
        return Response(plain, headers=headers, media_type=kind)

    return endpoint


@lru_cache(maxsize=16)
def _load(path: Path, _changed: int) -> tuple[bytes, bytes, str]:
    plain = path.read_bytes()
    return plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.blake2b(plain, digest_size=12).hexdigest()}"'
