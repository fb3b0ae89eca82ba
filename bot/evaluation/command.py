"""Measure, print tables, write the report page."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.evaluation import question_sets
from bot.evaluation.findings import Findings, find
from bot.evaluation.measuring import measure, progress_bar
from bot.evaluation.report import write_report
from bot.training import ROOT

FOLDER = ROOT / "build" / "eval"


def evaluate(console: Console, folds: int, sample: int = 0, folder: Path = FOLDER) -> Findings:
    """Measure everything that can be measured here; prints tables and leaves the report in `folder`."""
    with progress_bar() as progress:
        heads = measure(progress, folds, sample)
    findings = find(heads, folds, _question_sets(console))
    show(console, findings)
    page = write_report(folder, findings, heads)
    console.print(f"report: {page}")
    return findings


def show(console: Console, findings: Findings) -> None:
    """Print the tables."""
    summary = Table("", "value", "wanted", title=f"{findings.examples} examples, {findings.folds} folds")
    for figure in findings.figures:
        colour = {None: "", True: "green", False: "red"}[figure.good]
        summary.add_row(figure.name, f"[{colour}]{figure.value}[/]" if colour else figure.value, figure.wanted)
    rules = Table("threshold", "answered", "right given", "wrong given", "asked back", "precision", title="intent")
    for row in findings.outcomes:
        shares = row.answered, row.right, row.wrong, row.asked_back, row.precision
        rules.add_row(row.rule, *(f"{share:.1%}" for share in shares))
    confused = Table("true", "said", "times", "share", "for example", title="most frequent confusions")
    for item in findings.confusions:
        confused.add_row(item.truth, item.said, str(item.count), f"{item.share:.0%}", item.wordings[0])
    for table in (summary, rules, confused):
        console.print(table)
    if findings.sets:
        console.print(findings.sets, markup=False, highlight=False)


def _question_sets(console: Console) -> str:
    sets = question_sets.available()
    if not sets:
        return ""
    if not question_sets.server_is_ready():
        console.print("Question sets are left out: start the server (make run) to have them scored.")
        return ""
    with console.status(f"scoring {len(sets)} question sets"):
        return question_sets.score(sets)
