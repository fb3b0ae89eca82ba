"""From where to where: which of the places that a message names is 参保地, and which 就医地.

The words around a place (`bot/nlu/roles.py`) often tell. Where they do not, what is known of the places does: people
who ask us are mostly insured where we have rules, and nobody is treated away from home at home.
"""

from __future__ import annotations

from typing import Any

from knowledge.base import KnowledgeBase


def journey(
    entities: list[dict[str, Any]], base: KnowledgeBase, known: str | None, care: str | None = None
) -> tuple[str | None, str | None]:
    """(insured place, care place) that a message tells, None where it tells nothing; `known` and `care` held so far."""
    places = [entity for entity in entities if entity["entity"] == "place" and entity.get("role") != "other"]
    treated = {place["value"] for place in places if place.get("role") == "care" and place.get("sure")}
    if known and treated:
        # "想到苏州看眼睛，苏州这儿要交什么": a place that somebody goes to is not home when it is named again.
        places = [{**place, "role": "care"} if place["value"] in treated else place for place in places]
    if known and care:
        # "苏州这边要交啥": somebody on the way names the other end again, and is not insured there of a sudden.
        places = [
            {**place, "role": "care"} if place["value"] == care and not place.get("sure") else place for place in places
        ]
    guest = any(entity["value"] == "inbound" for entity in entities)
    insured = _insured(places, base, known, care, guest)
    home = insured or known
    away = [place for place in places if place["value"] != insured]
    going = [place["value"] for place in away if place.get("role") == "care"] or [place["value"] for place in away]
    if home and len(going) > 1:
        # "去张家港的窗口": a way within the own city is not the journey when there is one out of it.
        going = [place for place in going if base.places.trip(home, place) != "in_city"] or going
    return insured, going[-1] if going else None


def _insured(
    places: list[dict[str, Any]], base: KnowledgeBase, known: str | None, care: str | None, guest: bool
) -> str | None:
    said = [place for place in places if place.get("role") == "insured"]
    if said:
        return str(next((place for place in said if place.get("sure")), said[0])["value"])
    unclear = list(dict.fromkeys(place["value"] for place in places if not place.get("role")))
    home = max(unclear, key=lambda place: _rank(place, base), default=None)
    if home and _rank(home, base) > (0 if len(unclear) == 1 else 1):
        return str(home)
    values = list(dict.fromkeys(place["value"] for place in places if place.get("role")))
    if known:
        return None
    if len(values) < 2:
        # "淮安急诊没备案能报不": whoever names a single place, and no way there, asks about their own.
        on_the_way = care or guest or any(place.get("sure") or not place.get("role") for place in places)
        return next((value for value in values if not on_the_way and _rank(value, base) > 1), None)
    # "我妈住在淮安二院，要转到上海": both are places of care, and the one with rules of its own is home.
    home = max(values, key=lambda place: _rank(place, base))
    return home if _rank(home, base) else None


def _rank(place: str, base: KnowledgeBase) -> int:
    """How likely a place is one's own, from what we hold of it: 2 its city's rules, 1 its province's, 0 none."""
    rules = base.places[base.rule_place(place)].level
    return {"city": 2, "district": 2, "province": 1}.get(rules, 0)
