"""Read in a citizen's own words what decides a filing and no sign of the vocabulary carries.

Several destinations, a commitment and how long ago, discharge, months lived there, lapsed insurance, for whom.
Pure; the words stand in knowledge/copy/eligibility_story.yml.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from actions.answering.copy import copy
from actions.answering.reading import Reading
from actions.eligibility.case import FIELDS, SIGNS
from actions.situation import category_from_signs

ENOUGH = 2  # fields of a case that make a message a story


def read(reading: Reading, today: dt.date, known: dict[str, Any]) -> dict[str, Any]:
    """Fields of the case, and `whom` it is for, that a message tells; `known` are fields told before."""
    text = reading.text
    found = _person(text)
    if (
        reading.asks and not asks_for_it(text) and not re.search(_words()["what_if"], text)
    ):  # "两边都备案收钱吗" tells nothing of the person
        return found
    found = _by_words(text) | _months_there(text) | _commitment(text, today, known) | found
    if _joined_places(reading):
        found.setdefault("several", True)
    if _lives_elsewhere_than_there(reading):
        found.setdefault("lives_there", False)
    if known.get("abroad") and reading.values("place"):
        found.setdefault("abroad", False)
    for sign in reading.values("sign"):  # a sign said now outweighs a field told before
        found |= {field: value for field, value in SIGNS.get(sign, ()) if field in known and field not in found}
    return found


def fields_told(reading: Reading, found: dict[str, Any]) -> set[str]:
    """Which fields of the case a message tells, by its signs and by its words."""
    by_sign = {field for sign in reading.values("sign") for field, _ in SIGNS.get(sign, ())}
    return by_sign | (set(found) & FIELDS)


def is_story(reading: Reading, found: dict[str, Any]) -> bool:
    """Whether a message tells so much of a person's case that the check can start from it."""
    told = fields_told(reading, found)
    kind = category_from_signs(set(reading.values("sign"))) is not None
    return len(told) >= ENOUGH or (bool(told) and (kind or bool(reading.values("place"))))


def asks_for_it(text: str) -> bool:
    """Whether a message ends with the question whether, or as what, one can file, or begins by asking to find out."""
    words = _words()
    ends = re.search(words["asks"], re.sub(words["ending"], "", text))
    return bool(ends or re.match(words["asks_first"], text))


def supposes(text: str) -> bool:
    """Whether a message asks what would be if the case were another ("要是户口迁过去了呢")."""
    return re.search(_words()["supposed"], text) is not None


def only_supposes(text: str) -> bool:
    """Whether it asks nothing but that ("要是医院给转诊了呢"), and not what to bring then."""
    return re.search(_words()["only_supposed"], text) is not None


def _by_words(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field, ways in _words()["fields"].items():
        for value, name in ((False, "no"), (True, "yes")):
            if field not in found and any(re.search(way, text) for way in ways[name]):
                found[field] = value
    return found


def _joined_places(reading: Reading) -> bool:
    """Whether two places to go to are named in one breath ("上海和杭州")."""
    places = [e for e in reading.entities if e["entity"] == "place" and e.get("role") != "insured"]
    if re.search(_words()["compared"], reading.text):
        return False
    return any(
        before["value"] != after["value"]
        and re.fullmatch(_words()["joined"], reading.text[before["end"] : after["start"]])
        for before, after in zip(places, places[1:])
    )


def _lives_elsewhere_than_there(reading: Reading) -> bool:
    """Whether somebody lives at one place and goes to another ("在园区上班，去上海看病")."""
    words, text = _words(), reading.text
    places = [entity for entity in reading.entities if entity["entity"] == "place"]
    return any(
        before["value"] != after["value"]
        and re.search(words["at_home"], text[before["end"] : after["start"]])
        and after.get("role") == "care"
        and not re.search(words["stays"], text[after["end"] :])
        for before, after in zip(places, places[1:])
    )


def _months_there(text: str) -> dict[str, int]:
    if re.search(_words()["ward"], text):
        return {}
    for expression in _expressions("stay"):
        if match := expression.search(text):
            return {"months_there": _months(match)}
    return {"months_there": 0} if re.search(_words()["arrived"], text) else {}


def _commitment(text: str, today: dt.date, known: dict[str, Any]) -> dict[str, Any]:
    """A commitment made before and, as far as it can be told, how many months ago: at least, and at most."""
    words = _words()
    match = next(filter(None, (expression.search(text) for expression in _expressions("ago"))), None)
    made = re.search(words["commitment"], text)
    if match and known.get("committed"):
        made = made or re.search(words["signed"], text)  # "其实是七个月前签的" corrects only when
    if not made:
        return {}
    if not match and not re.search(words["made"], made.group()) and re.search(words["future"], text[: made.end()]):
        return {}
    if match is None:
        return {"committed": True}
    least, most = (_months(match),) * 2 if match["unit"] else _since(match, today)
    return {"committed": True, "months_since_commitment": least, "months_since_at_most": most}


def _since(match: re.Match[str], today: dt.date) -> tuple[int, int]:
    """Whole months since a month or year that was named, counted from its last and from its first day."""
    if match["prior"]:
        months = today.month + 12 - int(_number(match["prior"]))
        return months - 1, months
    if named := match["month"] or match["named"]:
        months = (today.month - int(_number(named))) % 12
        return max(0, months - 1), months
    years = {"去": 1, "前": 2}.get(match["last"][0])
    if years:
        return today.month - 1 + 12 * (years - 1), today.month + 12 * years - 1
    return (0, 1) if match["last"].startswith("上") else (0, 0)


def _months(match: re.Match[str]) -> int:
    """Months of an amount: 半年, 一年半, 3个月, 大半年, 快一年; a bare 多 counts nothing."""
    unit = _words()["units"][match["unit"]]
    halves = 0.5 if match["half"] or match["tail"] == "半" else 0.0
    months = int((_number(match["number"]) + halves) * unit)
    if match["lead"] == "大":
        return months + 1
    return max(0, months - 1) if match["lead"] else months


def _number(said: str) -> float:
    numbers: dict[str, float] = _words()["numbers"]
    if said.isdigit():
        return int(said)
    if "十" in said and len(said) > 1:
        tens, ones = said.split("十", 1)
        return numbers.get(tens, 1) * 10 + numbers.get(ones, 0)
    return numbers[said]


def _person(text: str) -> dict[str, Any]:
    """For whom the filing is; a minor is neither retired nor sent by an employer."""
    words = _words()
    whom = next((name for name, way in words["whom"].items() if re.search(way, text)), None)
    found: dict[str, Any] = {"whom": whom} if whom else {"whom": None} if re.search(words["myself"], text) else {}
    age = re.search(words["minor"], text)
    if age and (age["age"] is None or _number(age["age"]) < words["adult"]):
        found |= {"retired": False, "sent_by_employer": False}
    return found


@lru_cache(maxsize=4)
def _expressions(name: str) -> tuple[re.Pattern[str], ...]:
    """Expressions with an amount of time in them; one each, since the groups of an amount have names."""
    words = _words()
    return tuple(re.compile(way.replace("{amount}", words["amount"])) for way in words[name])


def _words() -> dict[str, Any]:
    return copy("eligibility_story")
