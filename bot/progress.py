"""Show people how far training is, from the lines in which Rasa says what it has begun."""

from __future__ import annotations

import logging
import sys
import time

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

# Components in the order in which Rasa runs them, and what to call them.
STEPS = {
    "Normaliser": "整理训练语句",
    "DomainTokenizer": "切分词语",
    "GazetteerExtractor": "遮盖地名",
    "SentenceFeaturizer": "计算句子向量",
    "QuestionClassifier": "训练意图与事项",
    "RulePolicy": "训练对话规则",
}


class StepListener(logging.Handler):
    """Moves the bar when a component's training or processing is announced."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress
        self._task = progress.add_task("准备训练", total=len(STEPS))
        self._seen: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Look for a component's name in Rasa's line."""
        message = record.getMessage()
        for name, title in STEPS.items():
            if name in message and name not in self._seen:
                self._seen.add(name)
                self._progress.update(self._task, completed=len(self._seen) - 1, description=title)


def training_with_progress(console: Console) -> None:
    """Train with a progress bar; says how long it took."""
    from bot import training
    from bot.quiet import hush_rasa

    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    started = time.perf_counter()
    screen = Console(file=sys.stdout)  # Holds on to the terminal while Rasa's own words go elsewhere.
    with Progress(*columns, console=screen, transient=True, redirect_stdout=False) as progress:
        listener = StepListener(progress)
        hush_rasa()
        for name in ("rasa.engine.graph", "rasa.engine.training.hooks"):
            logger = logging.getLogger(name)
            logger.setLevel(logging.DEBUG)
            logger.propagate = False
            logger.addHandler(listener)
        training.train()
    console.print(f"训练完成，用时 {time.perf_counter() - started:.0f} 秒。")
