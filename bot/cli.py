"""The `yidi` command. Heavy parts are imported only by the commands that need them."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import typer
from rich.console import Console

from bot.channels.wechat.commands import app as wechat_app
from bot.knowledge_commands import knowledge_cli
from bot.quiet import hush

app = typer.Typer(help="异地就医助手", no_args_is_help=True, add_completion=False)
app.add_typer(wechat_app, name="wechat", help="微信公众号：发布菜单、检查接入")
app.add_typer(knowledge_cli, name="knowledge", help="知识库：检查、查看、覆盖情况")
console = Console()


@app.command()
def run() -> None:
    """Train if the data changed, then serve."""
    # In a process of its own: training needs TensorFlow's share of memory, which serving never would give back.
    trained = subprocess.run([sys.executable, "-W", "ignore", "-m", "bot.cli", "train", "--if-needed"], check=False)
    if trained.returncode:
        raise typer.Exit(trained.returncode)
    serve()


@app.command()
def train(if_needed: bool = typer.Option(False, help="Only when the data changed since the last training.")) -> None:
    """Train the model."""
    from bot import training
    from bot.progress import training_with_progress

    if if_needed and training.is_current():
        return

    training_with_progress(console)


@app.command()
def serve() -> None:
    """Serve the trained model."""
    from bot.serving import serve as serve_forever

    serve_forever(console)


@app.command()
def chat() -> None:
    """Talk in the terminal."""
    from bot.terminal import talk

    asyncio.run(talk(console))


@app.command("eval")
def evaluate(
    folds: int = typer.Option(5, min=2, help="Number of parts for the cross-validation."),
    sample: int = typer.Option(0, min=0, help="Take only so many examples; 0 takes all."),
) -> None:
    """Measure the understanding: cross-validation and question sets; the report goes to build/eval/."""
    from bot.evaluation.command import evaluate as measure_all

    measure_all(console, folds, sample)


@app.command()
def purge() -> None:
    """Erase personal data whose time is over, and say what was erased and that nothing due is left."""
    from actions.tasks.housekeeping import purge as purge_now
    from actions.tasks.setup import office
    from bot.channels.web.history import retention_rules
    from bot.channels.web.settings import history_hours

    for report in purge_now(office(), retention_rules(history_hours())):
        console.print(f"{report.what}: erased {report.erased}, left over {report.left_over}")


@app.command()
def rotate_key() -> None:
    """Make a new key, seal every stored personal field with it, and drop the old one. Stop the service before."""
    from actions.database import open_database
    from actions.filing.keeping import reseal
    from actions.records.keys import KeyringError, alone_with, drop_old_keys, key_file, rotate_file

    path = key_file()
    try:
        with alone_with(path):
            resealed = reseal(open_database(), rotate_file(path))
            drop_old_keys(path)
    except KeyringError as error:
        console.print(str(error))
        raise typer.Exit(1) from error
    console.print(f"{path}: new key, {resealed} records sealed anew")


def main() -> None:
    """Entry point."""
    hush()
    app()


if __name__ == "__main__":
    main()
