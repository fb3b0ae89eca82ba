"""`yidi knowledge …`: check, show and measure what the knowledge base says."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from difflib import get_close_matches
from pathlib import Path

import typer
from rich.console import Console

import knowledge
from bot.knowledge_tables import clause_table, document_table, reach_table, service_table, topic_table
from knowledge.base import DEFAULT_PLACE, KnowledgeBase
from knowledge.coverage import document_coverage, reach
from knowledge.errors import InvalidKnowledge, NoValueForDate
from knowledge.reading import read_yaml

FOLDER = Path(knowledge.__file__).parent
TRAINING_DATA = FOLDER.parent / "data" / "nlu"

knowledge_cli = typer.Typer(help="知识库：检查、查看、覆盖情况", no_args_is_help=True)
console = Console()


@knowledge_cli.command()
def check() -> None:
    """检查格式、引用、日期、重复、来源和长度；每个问题给出文件和行号。"""
    from knowledge.check import check as find_problems

    problems = find_problems(FOLDER)
    for problem in problems:
        # Plain print: rich would fold the path:line that editors jump to.
        typer.echo(str(problem))
    if problems:
        raise typer.Exit(1)
    base = _base()
    console.print(
        f"没有问题：{len(base.documents)}份文件，{len(base.facts)}条事实，{len(base.services)}个事项，"
        f"{len(base.topics)}个主题。"
    )


@knowledge_cli.command()
def show(
    topic: str = typer.Argument(help="主题或事项的 id，如 validity、inpatient_claim"),
    place: str = typer.Option(DEFAULT_PLACE, help="参保地，名称或 id，如 盱眙、huaian"),
    on: str = typer.Option("", metavar="YYYY-MM-DD", help="哪一天有效的规定，默认今天"),
) -> None:
    """显示一个主题在某地、某日的全部事实和来源。"""
    base = _base()
    if topic in base.services:
        service_table(console, base.services[topic])
        return
    if topic not in base.topics:
        raise _wrong(f"没有这个主题：{topic}", topic, [*base.topics, *base.services])
    place_id = place if place in base.places else base.places.names.get(place)
    if place_id is None:
        raise _wrong(f"不认识的地方：{place}", place, list(base.places.names))
    try:
        topic_table(console, base, topic, place_id, dt.date.fromisoformat(on) if on else dt.date.today())
    except NoValueForDate as error:
        raise _wrong(str(error)) from error
    except ValueError as error:
        raise _wrong(f"日期要写成 2024-01-31 的样子：{on}") from error


@knowledge_cli.command()
def coverage(
    document: str = typer.Option("", help="只看一份文件，并列出它的每一条款，如 002"),
    facts: bool = typer.Option(False, "--facts", help="列出每条事实由哪些问题问到"),
) -> None:
    """每份文件有多少条款写成了事实，哪些有意不写及原因，哪些问题能问到。漏了条款或问不到就退出 1。"""
    base = _base()
    covered = [item for item in document_coverage(base) if document in ("", item.document.id)]
    if not covered:
        raise _wrong(f"没有这份文件：{document}", document, list(base.documents))
    reached = reach(base, training_examples(TRAINING_DATA))
    document_table(console, covered)
    if document:
        clause_table(console, covered[0], {fact: item for item in reached for fact in item.facts})
    else:
        reach_table(console, reached, each_fact=facts)
    missing = [f"{item.document.id} {clause.name}" for item in covered for clause in item.missing]
    unreached = [item.id for item in reached if item.facts and not item.examples]
    for title, names in (("没有写的条款", missing), ("没有说法能问到的主题", unreached)):
        if names:
            console.print(f"[red]{title}：{'、'.join(names)}[/red]")
    if missing or unreached:
        raise typer.Exit(1)


@knowledge_cli.command()
def schema() -> None:
    """写出给编辑器用的 JSON Schema（knowledge/schema/）。"""
    from knowledge.schemas import write

    for path in write(FOLDER / "schema"):
        typer.echo(path.relative_to(FOLDER.parent).as_posix())


def training_examples(folder: Path) -> Counter[tuple[str, str | None]]:
    """Number of training examples by intent and matter, read from Rasa's NLU files."""
    counts: Counter[tuple[str, str | None]] = Counter()
    for path in sorted(folder.rglob("*.yml")):
        for block in read_yaml(path).get("nlu", ()):
            if "intent" in block:
                lines = [line for line in block["examples"].splitlines() if line.strip().startswith("-")]
                counts[block["intent"], (block.get("metadata") or {}).get("matter")] += len(lines)
    return counts


def _base() -> KnowledgeBase:
    from knowledge.loader import load

    try:
        return load()
    except InvalidKnowledge as error:
        raise _wrong(str(error)) from error


def _wrong(message: str, word: str = "", known: list[str] | None = None) -> typer.Exit:
    """Print what is wrong, with near names; to be raised."""
    near = get_close_matches(word, known or [], n=5, cutoff=0.4)
    typer.echo(message + (f"。相近的有：{'、'.join(near)}" if near else ""), err=True)
    return typer.Exit(1)
