"""Which district's office is near: by the words of a location's label, else by the nearest district centre.

The label is a postal address, so it decides. Centres are needed for labels that are empty or name a building only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.loader import load
from knowledge.reading import read_yaml

CENTRES = Path(__file__).parent / "centres.yml"
FARTHEST_KM = 40.0
KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Offices:
    """Names by which districts and cities are recognised → name to ask for, and centres (latitude, longitude)."""

    names: Mapping[str, str]
    centres: Mapping[str, tuple[float, float]]

    def nearest(self, label: str, latitude: str, longitude: str) -> str:
        """Name of the district or city whose office to ask for; empty when none is known or near."""
        named = [(label.rfind(name), len(name), asked) for name, asked in self.names.items() if name in label]
        if named:
            return max(named)[2]
        here = _degrees(latitude, longitude)
        if here is None:
            return ""
        distance, place = min((_km(here, centre), place) for place, centre in self.centres.items())
        return place if distance <= FARTHEST_KM else ""


@lru_cache(maxsize=1)
def load_offices() -> Offices:
    """Districts and cities of the knowledge base that have rules of their own, with the project's centres."""
    base = load()
    names = {}
    for place in base.places:
        city = base.places.at(place.id, "city")
        if city is None or place.level not in ("city", "district"):
            continue
        if place.level == "city" or city.id in base.rule_places:
            asked = place.name if place.level == "city" else f"{city.short}{place.name}"
            names.update({name: asked for name in (place.name, *place.aliases) if len(name) >= 3})
    return Offices(names, {name: (centre[0], centre[1]) for name, centre in read_yaml(CENTRES)["centres"].items()})


def _degrees(latitude: str, longitude: str) -> tuple[float, float] | None:
    if not all(re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", value) for value in (latitude, longitude)):
        return None
    return float(latitude), float(longitude)


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance on a flat map, exact enough within a province."""
    east = (one[1] - other[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(one[0] - other[0], east) * KM_PER_DEGREE
