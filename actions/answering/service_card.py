"""One aspect of a provincial service as lines of an answer."""

from __future__ import annotations

from actions.answering.answer import Line, Section
from actions.answering.copy import copy
from actions.answering.select import mentions
from knowledge.model import Service, SpecialCase, Way
from knowledge.vocabulary import words

TOWN = "乡镇"
HOTLINE = "{hotline}"  # The composer knows whose.


def service_sections(
    service: Service, aspect: str, text: str, clause: str = "", brief: bool = False
) -> tuple[Section, ...]:
    """The asked aspect in full, the special cases that were mentioned, then what one needs in any case.

    Ways, time limit and fee belong to the first section if `brief`. A case that the asking `clause` of a longer text
    mentions is what it asks about, and comes first.
    """
    lines = LINES.get(aspect, _steps)(service)
    if aspect in ("channels", "steps", "materials"):
        lines += _ways_named(service, text, shown=1 if aspect == "steps" else 0)
    fitting = special_cases(service, text)
    meant_tips = [tip for tip in service.tips if mentions(tip, text)]
    told = [*meant_tips, *(t for t in service.tips if aspect == "steps" and not t.aside and t not in meant_tips)]
    fitting += [_case(service, "tips", tip) for tip in told]
    if words().town.search(text) and not any(TOWN in level for level in service.levels):
        fitting.insert(0, _line(service, "no_town"))
    others = service.special_cases if aspect == "materials" else ()
    rest = [_case(service, "special", case) for case in others if not mentions(case, text)]
    if not brief and aspect not in ("time_limit", "fee"):
        rest.append(_brief(service, with_materials=aspect not in ("steps", "materials")))
    if aspect == "steps":
        rest += [_way(service, way) for way in service.ways[:1] if way.steps]
    if aspect != "where":  # which says so itself
        rest.append(_line(service, "beyond"))
    meant = [] if clause == text else [line for line in fitting if line.text in _meant(service, clause)]
    if brief:
        lines.append(_brief(service, with_materials=False))
    parts = ([*meant, *lines], [line for line in fitting if line not in meant], rest)
    return tuple(Section("", tuple(part)) for part in parts if part)


def special_cases(service: Service, text: str) -> list[Line]:
    """The special cases of a service that a text mentions."""
    return [_case(service, "special", case) for case in service.special_cases if mentions(case, text)]


def _meant(service: Service, clause: str) -> set[str]:
    return {case.text for case in (*service.special_cases, *service.tips) if mentions(case, clause)}


def _fact(service: Service, aspect: str) -> str:
    return f"{service.place}.service.{service.id}.{aspect}"


def _case(service: Service, aspect: str, case: SpecialCase) -> Line:
    return Line(case.text, _fact(service, aspect))


def _way(service: Service, way: Way) -> Line:
    return _line(service, "way", way.steps, way=way.name, steps="→".join(way.steps))


def _ways_named(service: Service, text: str, shown: int) -> list[Line]:
    """The steps of the first way that a text names, unless it is among the first ones that are shown in any case."""
    named = [cue for cue in words().ways.values() if cue.search(text)]
    ways = [way for way in service.ways[shown:] if way.steps and any(cue.search(way.name) for cue in named)]
    return [_way(service, way) for way in ways[:1]]


def _fee(service: Service) -> str:
    return str(copy("answers")["fee_some" if service.fee else "fee_none"])


def _ways(service: Service) -> str:
    return str(copy("answers")["ways_joint"]).join(way.name for way in service.ways)


def _brief(service: Service, with_materials: bool) -> Line:
    template = copy("services")["brief_with_materials" if with_materials else "brief"]
    text = template.format(
        ways=_ways(service), time_limit=service.time_limit, fee=_fee(service), materials="；".join(service.materials)
    )
    return Line(text, _fact(service, "brief"))


def _line(service: Service, aspect: str, items: tuple[str, ...] = (), **values: str) -> Line:
    text = copy("services")[aspect].format(name=service.name, hotline=HOTLINE, **values)
    return Line(text, _fact(service, aspect), kind=aspect, items=items)


def _steps(service: Service) -> list[Line]:
    return [Line(service.summary, _fact(service, "summary")), *_materials(service)]


def _materials(service: Service) -> list[Line]:
    return [_line(service, "materials", service.materials, materials="；".join(service.materials))]


def _time_limit(service: Service) -> list[Line]:
    return [_line(service, "time_limit", time_limit=service.time_limit, fee=_fee(service)), *_channels(service)]


def _who(service: Service) -> list[Line]:
    return [_line(service, "who", who=service.who)]


def _channels(service: Service) -> list[Line]:
    return [_line(service, "channels", tuple(way.name for way in service.ways), ways=_ways(service))]


def _where(service: Service) -> list[Line]:
    places = dict.fromkeys(way.where for way in service.ways if way.where)
    return [_line(service, "where", service.levels, levels="、".join(service.levels), places="；".join(places))]


def _fee_lines(service: Service) -> list[Line]:
    return [_line(service, "fee", fee=_fee(service), time_limit=service.time_limit)]


def _regulation(service: Service) -> list[Line]:
    return [_line(service, "regulation", service.basis, basis="；".join(service.basis))]


LINES = {
    "steps": _steps,
    "materials": _materials,
    "time_limit": _time_limit,
    "who": _who,
    "channels": _channels,
    "where": _where,
    "fee": _fee_lines,
    "regulation": _regulation,
}
