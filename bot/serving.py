"""Load the engine and serve the edge with uvicorn."""

from __future__ import annotations

import time

from rich.console import Console

from bot.channels.settings import Settings
from bot.quiet import hush_rasa
from bot.training import MODEL


def serve(console: Console) -> None:
    """Serve until interrupted; prints the address to open once everything is warm."""
    import uvicorn

    settings = Settings.from_environment()
    started = time.perf_counter()
    with console.status("正在启动…"):
        hush_rasa()
        from actions.tasks.housekeeping import keep_house
        from actions.tasks.setup import office
        from bot.channels.app import create_app
        from bot.channels.web.history import retention_rules
        from bot.channels.web.settings import history_hours
        from bot.engine import RasaEngine

        engine = RasaEngine.load(MODEL, str(settings.data_dir / "conversations.db"))

    async def warm_up() -> None:
        await engine.warm_up()
        console.print(
            f"异地就医助手已就绪（{time.perf_counter() - started:.0f} 秒）：http://{settings.host}:{settings.port}"
        )

    rules = retention_rules(history_hours())
    app = create_app(engine, settings, warm_up, office().vault, lambda: keep_house(office(), rules))
    uvicorn.run(app, host=settings.host, port=settings.port, ws="wsproto", log_level="warning", access_log=False)
