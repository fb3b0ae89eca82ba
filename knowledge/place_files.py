"""Schema of the files in knowledge/places, for checking and for editors; `knowledge.places` reads them."""

from __future__ import annotations

from pydantic import ConstrainedStr

from knowledge.model import Model


class AreaCode(ConstrainedStr):
    """Telephone area code with its leading zero, quoted in YAML: "0512"."""

    regex = r"^0\d{2,3}$"


class City(Model):
    """A city with rules of its own; `area_code` only where places/china.yml has none."""

    id: str
    name: str
    parent: str
    area_code: AreaCode | None = None
    aliases: tuple[str, ...]


class District(Model):
    """A district of such a city; `towns` are names by which people mean it."""

    name: str
    aliases: tuple[str, ...]
    towns: tuple[str, ...] = ()


class CityFile(Model):
    """places/<city>.yml."""

    city: City
    districts: dict[str, District]


class ProvinceCity(Model):
    """A city of Jiangsu with its counties and districts."""

    name: str
    districts: tuple[str, ...]
    aliases: tuple[str, ...] = ()


class ProvinceFile(Model):
    """places/jiangsu.yml."""

    cities: dict[str, ProvinceCity]


class CountryFile(Model):
    """places/china.yml: province → city → area code."""

    provinces: dict[str, dict[str, AreaCode]]


PLACE_FILES: dict[str, type[Model]] = {"china": CountryFile, "jiangsu": ProvinceFile}
