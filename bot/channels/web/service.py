"""What the web's routes and pages share: sessions, history, turns, limits and copy, made once from the settings."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from starlette.requests import Request

from actions.database import open_database
from bot.channels.desk import Desk
from bot.channels.web.history import History
from bot.channels.web.limits import Limits
from bot.channels.web.sessions import Session, Sessions
from bot.channels.web.settings import ROOT, WebSettings
from bot.channels.web.turns import Turns
from knowledge.places import load_places
from knowledge.reading import read_yaml

COPY = ROOT / "knowledge" / "copy" / "web.yml"


class Refused(Exception):  # noqa: N818 - reads as what happened
    """A request that is not served: an HTTP status and a code whose words stand in web.yml (`errors`)."""

    def __init__(self, status: int, code: str, retry_after: int = 0) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after


class Web:
    """The web channel's parts, over the edge's desk."""

    def __init__(self, desk: Desk, settings: WebSettings) -> None:
        self.settings = settings
        self.copy: dict[str, Any] = read_yaml(COPY)
        self.sessions = Sessions(settings.secret, settings.history_hours)
        self.history = History(open_database(settings.database_url), settings.history_hours)
        self.desk = desk
        self.turns = Turns(desk, self.history)
        self.limits = Limits(settings.secret, settings.redis_url)

    @cached_property
    def provinces(self) -> list[dict[str, Any]]:
        """Cities by province: [{name, cities: [name]}]."""
        places = load_places(ROOT / "knowledge" / "places")
        cities: dict[str, list[str]] = {}
        for place in places:
            if place.level == "city" and place.parent:
                parent = places[place.parent]
                # A municipality stands directly below the country; people look for it as its own province.
                cities.setdefault(place.name if parent.level == "country" else parent.name, []).append(place.name)
        return [{"name": province, "cities": names} for province, names in cities.items()]

    async def limit_address(self, request: Request) -> None:
        """Refuse a client address that asks too much. Generous, since a whole town can share an address."""
        address = request.client.host if request.client else ""
        self._refuse(await self.limits.wait(f"address {address}", self.settings.messages_per_minute_per_address))

    async def limit(self, request: Request, session: Session) -> None:
        """Refuse a session or an address that asks too much."""
        await self.limit_address(request)
        self._refuse(await self.limits.wait(session.conversation, self.settings.messages_per_minute))

    @staticmethod
    def _refuse(seconds: int) -> None:
        if seconds:
            raise Refused(429, "too_many", retry_after=seconds)
