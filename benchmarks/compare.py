"""Ours against a `rasa init` pipeline, side by side in one run: `python -m benchmarks.compare`.

Each is trained (the baseline once for the same ingredients), started, put under load from another process, and stopped
before the other starts. Loopback only. Ctrl-C stops all that was started.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.assistants import FOLDER, Assistant, Baseline, Ours
from benchmarks.baseline.material import SEED, examples
from benchmarks.figures import Measured, Row, compare
from benchmarks.load import Load
from benchmarks.page import write_page
from benchmarks.services import ROOT, NotReady, python
from bot.quiet import hush

WARM_UP = 10
SENTENCES = 200
console = Console()


def sentences() -> list[str]:
    """What the users say: a fixed choice from the training examples of all intents."""
    every = [line for lines in examples(ROOT / "data" / "nlu").values() for line in lines]
    return random.Random(SEED).sample(every, SENTENCES)


def load(url: str, said: list[str], messages: int, parallel: int) -> Load:
    """Put load on a webhook from a process of its own."""
    command = python("-m", "benchmarks.load", url, str(messages), str(parallel))
    done = subprocess.run(command, cwd=ROOT, input="\n".join(said), capture_output=True, text=True, check=True)
    return Load(**json.loads(done.stdout))


def measure(assistant: Assistant, said: list[str], messages: int, parallel: int, retrain: bool) -> Measured:
    """Train, serve, load and stop one assistant."""
    with console.status(f"{assistant.name}: training"):
        trained = assistant.train(retrain)
    console.print(f"{assistant.name}: trained in {trained:.0f} s")
    with console.status(f"{assistant.name}: starting") as status, assistant.served() as (service, url):
        console.print(f"{assistant.name}: ready after {service.ready_seconds:.1f} s")
        if load(url, said, WARM_UP, 1).errors:
            raise NotReady(f"{assistant.name} leaves messages without an answer; its logs are in {FOLDER}")
        status.update(f"{assistant.name}: one user")
        alone = load(url, said, max(WARM_UP, messages // 3), 1)
        status.update(f"{assistant.name}: {parallel} users")
        crowd = load(url, said, messages, parallel)
        resident = service.resident_mb()
    console.print(f"{assistant.name}: {crowd.per_second:.1f} messages/s, {resident:.0f} MB")
    return Measured(assistant.name, trained, service.ready_seconds, resident, alone, crowd)


def show(rows: list[Row], ours: str, baseline: str, notes: list[str]) -> None:
    """Print the table and under which conditions it came about."""
    table = Table("", ours, baseline, "ratio", "wanted", title="Side by side, in one run on this machine")
    for row in rows:
        colour = {None: "", True: "[green]", False: "[red]"}[row.good]
        table.add_row(row.name, f"{colour}{row.ours:.1f}", f"{row.baseline:.1f}", f"{row.ratio:.2f}", row.wanted)
    console.print(table)
    for note in notes:
        console.print(f"· {note}", highlight=False)


def main(
    messages: int = typer.Option(600, min=15, help="Messages of the parallel load; a third of it alone."),
    parallel: int = typer.Option(16, min=1, help="Users at the same time."),
    epochs: int = typer.Option(100, min=1, help="Epochs of the baseline's learning parts; `rasa init` has 100."),
    sample: int = typer.Option(2000, min=0, help="Sentences that the baseline is trained on; 0 takes all (slow)."),
    retrain: bool = typer.Option(False, help="Train both again, even if nothing changed."),
) -> None:
    """Compare, print one table, write compare.html."""
    hush()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    FOLDER.mkdir(parents=True, exist_ok=True)
    said = sentences()
    theirs = Baseline.prepared(sample, epochs)
    try:
        baseline, ours = (measure(one, said, messages, parallel, retrain) for one in (theirs, Ours()))
    except NotReady as error:
        console.print(f"[red]{error}", highlight=False)
        raise typer.Exit(1) from None
    notes = [
        f"{messages} messages by {parallel} users at a time, {max(WARM_UP, messages // 3)} by one; "
        "conversations of five questions; SQLite both",
        f"the baseline learnt from {theirs.sentences} sentences in {epochs} epochs, ours from all; "
        "its action says a fixed text, ours answers",
        "resident memory of all processes of each, after the load; training without Rasa's cache",
    ]
    rows = compare(ours, baseline)
    show(rows, ours.name, baseline.name, notes)
    console.print(f"page: {write_page(FOLDER, rows, ours, baseline, notes)}")


if __name__ == "__main__":
    typer.run(main)
