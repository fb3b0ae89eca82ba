"""One aspect of a provincial service as lines of an answer."""

from __future__ import annotations

from actions.answering.answer import Line, Section
from actions.answering.copy import copy
from knowledge.model import Service, SpecialCase


def service_sections(service: Service, aspect: str, text: str) -> tuple[Section, ...]:
    """The asked aspect in full, then what one needs in any case: ways, time limit, fee."""
    lines = LINES.get(aspect, _steps)(service)
    special = [Line(case.text, _fact(service, "special")) for case in service.special_cases if _about(case, text)]
    tips = [Line(tip.text, _fact(service, "tips")) for tip in service.tips if _about(tip, text)]
    extra = special + tips
    if aspect == "materials":
        extra += [
            Line(case.text, _fact(service, "special")) for case in service.special_cases if not _about(case, text)
        ]
    sections = [Section("", tuple(lines)), Section("", tuple(extra))]
    if aspect not in ("time_limit", "fee"):
        sections.append(Section("", (_brief(service, with_materials=aspect not in ("steps", "materials")),)))
    return tuple(section for section in sections if section.lines)


def _fact(service: Service, aspect: str) -> str:
    return f"{service.place}.service.{service.id}.{aspect}"


def _about(case: SpecialCase, text: str) -> bool:
    return any(word.lower() in text.lower() for word in case.about)


def _fee(service: Service) -> str:
    words = copy("answers")
    return str(words["fee_some"] if service.fee else words["fee_none"])


def _ways(service: Service) -> str:
    return str(copy("answers")["ways_joint"]).join(way.name for way in service.ways)


def _brief(service: Service, with_materials: bool) -> Line:
    template = copy("services")["brief_with_materials" if with_materials else "brief"]
    text = template.format(
        ways=_ways(service), time_limit=service.time_limit, fee=_fee(service), materials="；".join(service.materials)
    )
    return Line(text, _fact(service, "brief"))


def _line(service: Service, aspect: str, items: tuple[str, ...] = (), **values: str) -> Line:
    text = copy("services")[aspect].format(name=service.name, **values)
    return Line(text, _fact(service, aspect), kind=aspect, items=items)


def _steps(service: Service) -> list[Line]:
    first = [
        Line(service.summary, _fact(service, "summary")),
        _line(service, "materials", service.materials, materials="；".join(service.materials)),
    ]
    return first + [
        _line(service, "way", way.steps, way=way.name, steps="→".join(way.steps))
        for way in service.ways[:1] if way.steps
    ]  # fmt: skip


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
