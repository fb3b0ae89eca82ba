"""Load the engine and serve the edge with uvicorn."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.console import Console
from starlette.applications import Starlette

from bot.channels.settings import Settings
from bot.quiet import hush_rasa
from bot.training import MODEL

if TYPE_CHECKING:
    from bot.engine import RasaEngine

NO_MODEL = "✗ 还没有训练过的模型。请先运行 make train；或者用 make run，它会先训练再启动。"


def load_engine(settings: Settings) -> RasaEngine:
    """The engine, with its conversations in the data folder; takes some seconds. Without a model it ends in words."""
    if not MODEL.exists():
        raise SystemExit(NO_MODEL)
    hush_rasa()
    from bot.engine import RasaEngine

    return RasaEngine.load(MODEL, str(settings.data_dir / "conversations.db"))


def application(engine: RasaEngine, settings: Settings, ready: Callable[[], None]) -> Starlette:
    """Everything that is served, with the office's database open and its housekeeping beside it.

    The engine works aside, in a thread that this starts. `ready` is called when the engine is warm.
    """
    from actions.tasks.housekeeping import keep_house
    from actions.tasks.setup import office
    from bot.aside import EngineAside
    from bot.channels.app import create_app
    from bot.channels.web.history import retention_rules
    from bot.channels.web.settings import history_hours

    rules, aside = retention_rules(history_hours()), EngineAside(engine)

    async def warm_up() -> None:
        await aside.warm_up()
        ready()

    return create_app(aside, settings, warm_up, office().vault, lambda: keep_house(office(), rules))


def serve(console: Console) -> None:
    """Serve until interrupted; prints the address to open once everything is warm."""
    import uvicorn

    settings = Settings.from_environment()
    started = time.perf_counter()
    gc.disable()  # Until all is loaded: next to nothing of it is garbage, and looking for it costs a second.
    with console.status("正在启动…"):
        engine = load_engine(settings)

    def ready() -> None:
        gc.freeze()  # What is loaded stays, and need not be gone through again.
        gc.enable()
        console.print(
            f"异地就医助手已就绪（{time.perf_counter() - started:.0f} 秒）：http://{settings.host}:{settings.port}"
        )

    app = application(engine, settings, ready)
    uvicorn.run(app, host=settings.host, port=settings.port, ws="wsproto", log_level="warning", access_log=False)
