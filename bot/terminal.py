"""Talk to the assistant in the terminal, through the same desk as every other channel."""

from __future__ import annotations

import secrets

from rich.console import Console

from bot.channels.desk import Desk
from bot.channels.settings import Settings
from bot.channels.tokens import Seal
from bot.serving import load_engine


async def talk(console: Console) -> None:
    """Read lines until end of file or Ctrl-C; a number takes the choice of that number."""
    settings = Settings.from_environment()
    with console.status("正在启动…"):
        engine = load_engine(settings)
        from actions.tasks.setup import office

        desk = Desk(engine, Seal(settings.key), office().vault)
    conversation = f"terminal:{secrets.token_hex(8)}"
    console.print("异地就医助手。直接输入问题；输入数字选下面的选项；Ctrl-D 结束。")
    while True:
        try:
            text = console.input("\n[bold]您：[/bold]")
        except (EOFError, KeyboardInterrupt):
            break
        for reply in await desk.say(conversation, text):
            console.print(reply.text, markup=False, highlight=False)
            for number, (title, _) in enumerate(reply.choices, 1):
                console.print(f"  {number}. {title}", markup=False, highlight=False)
    await desk.erase(conversation)
