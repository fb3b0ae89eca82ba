"""The edge as one ASGI application."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions.records.vault import Vault
from bot.channels.desk import Desk
from bot.channels.rest import rest_routes
from bot.channels.settings import Settings
from bot.channels.tokens import Seal
from bot.channels.web.channel import web_channel
from bot.channels.web.settings import WebSettings
from bot.channels.wechat.routes import open_wechat
from bot.port import Engine


def create_app(
    engine: Engine,
    settings: Settings,
    warm_up: Callable[[], Awaitable[None]] | None = None,
    vault: Vault | None = None,
    housekeeping: Callable[[], Coroutine[Any, Any, None]] | None = None,
) -> Starlette:
    """The application; `warm_up` runs before `/health` says ready, `housekeeping` beside it until the end."""
    desk = Desk(engine, Seal(settings.key), vault)
    wechat = open_wechat(desk, settings.key)
    state = {"ready": warm_up is None}

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        if warm_up is not None:
            await warm_up()
            state["ready"] = True
        beside = [asyncio.create_task(work()) for work in (housekeeping, wechat and wechat.take_over) if work]
        yield
        for task in beside:
            task.cancel()
        if wechat:
            await wechat.close()

    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "ready" if state["ready"] else "starting"}, 200 if state["ready"] else 503)

    web = WebSettings.from_environment(os.environ, settings.key, settings.data_dir)
    routes = [Route("/health", health), *rest_routes(desk), *(wechat.routes if wechat else ())]
    return Starlette(routes=[*routes, *web_channel(desk, web)], lifespan=lifespan)
