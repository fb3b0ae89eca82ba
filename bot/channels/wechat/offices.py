"""Whose office to ask for, by the address of a location. Coordinates are not used: no document says where a border is.

The label of a location is a postal address, so it is read from its beginning, place by place, as far as the knowledge
base knows the names: 江苏省 → 苏州市 → 昆山市. What does not follow from it is asked, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.base import KnowledgeBase
from knowledge.model import Fact
from knowledge.places import Place

TOPIC = "where"


@dataclass(frozen=True)
class Office:
    """An office to choose: its title in a list, and the place as the desk is asked for it."""

    title: str
    place: str


class Offices:
    """The office of every city, and of every district where a document tells the offices of a city apart.

    `country` is what may stand before the province in an address, `formal` what a full name looks like.
    """

    def __init__(self, base: KnowledgeBase, country: str, formal: str) -> None:
        self._places = base.places
        self._country, self._formal = re.compile(country), re.compile(formal)
        names = {name for place in base.places for name in (place.name, *place.aliases)}
        full = filter(self._formal.fullmatch, names)
        self._names = {name: base.places[base.places.names[name]] for name in full}
        cities = [place for place in base.places if place.level == "city" and place.id in base.rule_places]
        self._by_city = {city.id: self._of(city, base.at(city.id)) for city in cities}

    def near(self, address: str) -> tuple[Office, ...]:
        """The one office that the address tells, else those to choose from."""
        place = self._place(address)
        city = self._places.at(place.id, "city") if place else None
        if place is None or city is None:
            return tuple(office for offices in self._by_city.values() for office in offices.values())
        offices = self._by_city.get(city.id, {city.id: Office(city.name, city.name)})
        return (offices[place.id],) if place.id in offices else tuple(offices.values())

    def _of(self, city: Place, facts: Iterable[Fact]) -> dict[str, Office]:
        """The offices of a city by the place that they serve."""
        told = {district for fact in facts if fact.topic == TOPIC for district in fact.when.district}
        districts = [place for place in self._places if place.parent == city.id and place.id in told]
        return {place.id: self._office(place, city) for place in districts} or {city.id: Office(city.name, city.name)}

    def _place(self, address: str) -> Place | None:
        """The innermost place at the beginning of an address."""
        place: Place | None = None
        at = self._country.match(address)
        start = at.end() if at else 0
        while found := self._next(address[start:], place):
            name, place = found
            start += len(name)
        return place

    def _next(self, address: str, outer: Place | None) -> tuple[str, Place] | None:
        names = [name for name in self._names if address.startswith(name) and self._follows(self._names[name], outer)]
        name = max(names, key=len, default="")
        return (name, self._names[name]) if name else None

    def _follows(self, inner: Place, outer: Place | None) -> bool:
        """Whether a place can stand behind another one in an address."""
        chain = self._places.chain(inner.id)
        if outer in chain:
            return inner != outer
        city = self._places.at(inner.id, "city")
        if inner.level != "district" or city is None:
            return outer is None
        # 高新区 is found in many cities, 昆山市 in one: some addresses leave its city out, or name a former one.
        common = f"{city.short}{inner.name}" in inner.aliases or inner.name.startswith(city.name)
        return not common and (outer is None or self._places.at(outer.id, "province") in chain)

    def _office(self, place: Place, city: Place) -> Office:
        name = place.name if place.name.startswith(city.name) else city.short + place.name
        # People know their district, not that its insurance is run by the city itself.
        known_as = next(filter(self._formal.fullmatch, place.aliases), "") if name.endswith("本级") else ""
        return Office(f"{known_as}（{name}）" if known_as else name, name)
