"""The `yidi` command. Heavy parts are imported only by the commands that need them."""

from __future__ import annotations

import asyncio

import typer
from rich.console import Console

from bot.knowledge_commands import knowledge_cli
from bot.quiet import hush, hush_rasa

app = typer.Typer(help="异地就医助手", no_args_is_help=True, add_completion=False)
app.add_typer(knowledge_cli, name="knowledge")
console = Console()


@app.command()
def run() -> None:
    """Train if the data changed, then serve."""
    from bot import training

    if not training.is_current():
        train()
    serve()


@app.command()
def train() -> None:
    """Train the model."""
    from bot.progress import training_with_progress

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


def main() -> None:
    """Entry point."""
    hush()
    app()


__all__ = ["app", "hush_rasa", "main"]

if __name__ == "__main__":
    main()
