"""All that the web brings to the edge application."""

from __future__ import annotations

from starlette.routing import BaseRoute

from bot.channels.desk import Desk
from bot.channels.socketio.server import socketio_mount
from bot.channels.web.pages import page_routes
from bot.channels.web.routes import web_routes
from bot.channels.web.service import Web
from bot.channels.web.settings import WebSettings


def web_channel(desk: Desk, settings: WebSettings) -> list[BaseRoute]:
    """Routes of <yidi-chat>'s protocol, of Socket.IO, and of the pages."""
    web = Web(desk, settings)
    return [web_routes(web), socketio_mount(web), *page_routes(web)]
