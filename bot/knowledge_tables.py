"""Tables of the knowledge base for the terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table

from knowledge.base import KnowledgeBase
from knowledge.coverage import Clause, DocumentCoverage, Reach
from knowledge.model import Fact, Service, SpecialCase


def topic_table(console: Console, base: KnowledgeBase, topic: str, place: str, day: dt.date) -> None:
    """Facts of a topic in force on a day for a place, then what they replaced; NoValueForDate as in the base."""
    facts = base.look_up(place, topic, day)
    speaker = base.speaks(place, topic)
    named = base.places[place].name
    if speaker is None:
        console.print(f"{named}：没有一份文件写到“{base.topics[topic].title}”。")
        return
    whose = "" if speaker == place else f"，按{base.places[speaker].name}"
    table = _table(f"{base.topics[topic].title}（{named}{whose}，{day}）", "事实", "适用", "内容", "来源")
    for fact in facts:
        table.add_row(fact.id, _when(fact), fact.sentence, _sources(fact))
    for fact in base.replaced(place, topic):
        table.add_row(f"{fact.id}\n→ {fact.replaced_by}", "已被取代", fact.sentence, _sources(fact), style="dim")
    console.print(table)


def service_table(console: Console, service: Service) -> None:
    """The card of a service."""
    table = _table(f"{service.number} {service.name}（{service.document} {service.clause}）", "方面", "内容")
    rows = {
        "叫法": service.common_names, "说明": [service.summary], "谁": [service.who], "层级": service.levels,
        "材料": service.materials, "特殊情形": _cases(service.special_cases), "时限": [service.time_limit],
        "提示": _cases(service.tips), "依据": service.basis, "编者注": [service.editor_note],
    }  # fmt: skip
    for way in service.ways:
        rows[way.name] = [way.where, *(f"{number}. {step}" for number, step in enumerate(way.steps, 1))]
    for aspect, lines in rows.items():
        if text := "\n".join(line for line in lines if line):
            table.add_row(aspect, text)
    console.print(table)


def document_table(console: Console, covered: Iterable[DocumentCoverage]) -> None:
    """Per document: how many clauses there are, are modelled, are left out and why."""
    table = _table("文件的条款", "文件", "条款", "已写", "有意不写", "漏写", "有意不写的原因")
    for item in covered:
        counts = (len(item.clauses), item.modelled, len(item.left_out), len(item.missing))
        reasons = "\n".join(f"{clause.name}：{clause.left_out}" for clause in item.left_out)
        table.add_row(f"{item.document.id} {item.document.short}", *map(str, counts), reasons)
    console.print(table)


def clause_table(console: Console, item: DocumentCoverage, reached: Mapping[str, Reach]) -> None:
    """Every clause of a document with the facts that say it and the questions that reach them."""
    table = _table(item.document.title, "条款", "内容", "事实", "问到它的意图（例句数）")
    for clause in item.clauses:
        questions = {reached[fact].id: reached[fact] for fact in clause.facts if fact in reached}
        asked = "\n".join(_intents(question) for question in questions.values())
        table.add_row(clause.name, clause.content, _says(clause), asked)
    console.print(table)


def reach_table(console: Console, reached: Iterable[Reach], each_fact: bool) -> None:
    """Topics and services, or each fact of them, with the intents that ask for it and their training examples."""
    table = _table("问得到吗", "事实" if each_fact else "主题或事项", "名称", "事实数", "例句数", "意图")
    for item in reached:
        row = item.title, "1" if each_fact else str(len(item.facts)), str(item.examples), _intents(item)
        for name in item.facts if each_fact else [item.id]:
            table.add_row(name, *row)
    console.print(table)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", show_lines=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column.endswith("数") else "left")
    return table


def _when(fact: Fact) -> str:
    conditions = {name: allowed for name, allowed in fact.when if allowed}
    lines = [
        f"{name}: {', '.join(getattr(item, 'value', item) for item in allowed)}" for name, allowed in conditions.items()
    ]
    lines += [f"since: {fact.valid.since}"] if fact.valid.since else []
    lines += [f"until: {fact.valid.until}"] if fact.valid.until else []
    return "\n".join([*lines, f"detail: {'、'.join(fact.about)}"] if fact.detail else lines)


def _sources(fact: Fact) -> str:
    return "\n".join(f"{source.document} {source.clause}" for source in fact.sources)


def _cases(cases: Iterable[SpecialCase]) -> list[str]:
    return [case.text for case in cases]


def _says(clause: Clause) -> str:
    if clause.left_out:
        return f"（有意不写：{clause.left_out}）"
    return "\n".join(clause.facts) or "[red]漏写[/red]"


def _intents(item: Reach) -> str:
    """The four most trained intents; a service is asked for by up to nine."""
    ranked = sorted(item.intents, key=lambda intent: -intent[1])
    return "、".join(f"{name} ({count})" for name, count in ranked[:4]) + ("…" if len(ranked) > 4 else "")
