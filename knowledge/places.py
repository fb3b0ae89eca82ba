"""Places of China, from district to country: names, telephone area codes, and whose rules hold where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from knowledge.errors import UnknownPlace
from knowledge.reading import read_yaml

Level = Literal["country", "province", "city", "district"]
MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
# "大理白族自治州" is called 大理; "内蒙古自治区" 内蒙古.
LONG_NAME = re.compile(
    r"(傣族景颇族|哈尼族彝族|土家族苗族|藏族羌族|蒙古族藏族|布依族苗族|苗族侗族|壮族苗族|傈僳族|朝鲜族|[白彝藏回傣]族|"
    r"柯尔克孜|蒙古|哈萨克|壮族|维吾尔)*自治[州区]$"
)
AUTONOMOUS = re.compile(r"自治[州区]$")
SUFFIX = re.compile(r"(特别行政区|示范区|省|市|地区|盟|林区|区|县)$")


@dataclass(frozen=True)
class Place:
    """An administrative place; `id` is a short latin id where the project has rules for it, else its Chinese name."""

    id: str
    name: str
    level: Level
    parent: str | None
    area_code: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """Name as it is said: 苏州, 无锡, 内蒙古."""
        return short_name(self.name)


def short_name(name: str) -> str:
    """Drop the administrative ending of a Chinese place name, if two characters are left."""
    for ending in (LONG_NAME, AUTONOMOUS, SUFFIX):
        stem = ending.sub("", name)
        if stem != name and len(stem) >= 2:
            return stem
    return name


class Places:
    """All places by id, with resolution along district → city → province → country."""

    def __init__(self, places: list[Place]) -> None:
        self._by_id = {place.id: place for place in places}

    def __getitem__(self, place_id: str) -> Place:
        try:
            return self._by_id[place_id]
        except KeyError:
            raise UnknownPlace(place_id) from None

    def __contains__(self, place_id: str) -> bool:
        return place_id in self._by_id

    def __iter__(self) -> Iterator[Place]:
        return iter(self._by_id.values())

    def chain(self, place_id: str) -> list[Place]:
        """The place and all that contain it, innermost first."""
        chain = [self[place_id]]
        while chain[-1].parent:
            chain.append(self[chain[-1].parent])
        return chain

    def at(self, place_id: str, level: Level) -> Place | None:
        """The place of `level` in the chain of `place_id`, or None when the chain starts above it."""
        return next((place for place in self.chain(place_id) if place.level == level), None)

    def hotline(self, place_id: str) -> str:
        """Medical insurance hotline as one dials it from elsewhere; a phrase where no single area code is known."""
        code = next((place.area_code for place in self.chain(place_id) if place.area_code), "")
        return f"{code}-12393" if code else "参保地区号+12393"

    def trip(self, insured: str, care: str) -> str:
        """`in_city`, `in_province` or `cross_province` for somebody insured at one place and treated at another."""
        for level, name in (("city", "in_city"), ("province", "in_province")):
            one, other = self.at(insured, level), self.at(care, level)  # type: ignore[arg-type]
            if one and one == other:
                return name
        return "cross_province"

    @cached_property
    def names(self) -> dict[str, str]:
        """Every name people use → place id. Where a name means two places, the larger one wins."""
        order: dict[str, int] = {"country": 0, "province": 1, "city": 2, "district": 3}
        names: dict[str, str] = {}
        for place in sorted(self, key=lambda p: order[p.level]):
            for name in (place.name, place.short, *place.aliases):
                if len(name) >= 2:
                    names.setdefault(name, place.id)
        return names


def load_places(folder: Path) -> Places:
    """Read knowledge/places: the country's provinces and cities, Jiangsu's counties, and the cities with own rules."""
    local = [read_yaml(path) for path in sorted(folder.glob("*.yml")) if path.stem not in ("china", "jiangsu")]
    known = {record["city"]["name"]: record["city"]["id"] for record in local}
    jiangsu = {city["name"]: (key, city) for key, city in read_yaml(folder / "jiangsu.yml")["cities"].items()}
    places = [Place("china", "全国", "country", None), *_country(folder, known, jiangsu)]
    for record in local:
        places += _own_city(record, places)
    merged = {place.id: place for place in places}
    return Places(list(merged.values()))


def _country(folder: Path, known: dict[str, str], jiangsu: dict[str, Any]) -> Iterator[Place]:
    for province, cities in read_yaml(folder / "china.yml")["provinces"].items():
        province_id = PROVINCE_IDS.get(province, province)
        if province in MUNICIPALITIES:
            yield Place(province, province, "city", "china", cities[province])
            continue
        codes = set(cities.values())
        code = codes.pop() if len(codes) == 1 else ""
        yield Place(province_id, province, "province", "china", code, PROVINCE_ALIASES.get(province, ()))
        for city, code in cities.items():
            key, record = jiangsu.get(city, (known.get(city, city), {}))
            yield Place(key, city, "city", province_id, code, tuple(record.get("aliases", ())))
            for district in record.get("districts", ()):
                yield Place(f"{key}.{district}", district, "district", key)


PROVINCE_IDS = {"江苏省": "jiangsu", "陕西省": "shaanxi"}
PROVINCE_ALIASES = {"江苏省": ("省里", "全省", "我省")}


def _own_city(record: dict[str, Any], places: list[Place]) -> Iterator[Place]:
    city = record["city"]
    code = city.get("area_code") or next(place.area_code for place in places if place.id == city["id"])
    yield Place(city["id"], city["name"], "city", city["parent"], code, tuple(city["aliases"]))
    for key, district in record["districts"].items():
        aliases = (*district["aliases"], *district.get("towns", ()))
        yield Place(key, district["name"], "district", city["id"], aliases=aliases)
