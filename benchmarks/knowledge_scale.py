"""Does the knowledge base carry the whole country? From 1 to 340 prefectures, 50,000 facts at the end.

A prefecture is made of Suzhou's facts under another name, 147 of them. For each size: loading (from YAML, as after a
change; and compiled, as at every start), look-up, and search with encoding the question and without. Processor time
stands beside the clock where it matters, since a busy machine slows the clock only.
Prints a table and draws build/bench/knowledge_scale.png. Run: python -m benchmarks.knowledge_scale
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.nlu.encoders import encoder
from knowledge.loader import ROOT, load_folder
from knowledge.search import Search

T = TypeVar("T")
OUT = ROOT.parent / "build" / "bench"
SIZES = (1, 10, 50, 100, 200, 340)
FACTS_A_PLACE = 147
LOOK_UPS = 2000
SEARCHES = 120
SEARCHED_PLACES = 6
SEED = 5
TODAY = dt.date(2026, 1, 1)
GOALS = {"load": 5.0, "look_up": 0.001, "search": 0.015}
QUESTIONS = (
    "备案要带什么材料", "看完病了还能补备案吗", "外地药店能刷医保吗", "退休了户口迁走了医保卡还能回来用吗",
    "承诺书签了多久能改", "转诊找谁开单子", "出院的时候刷卡报错了怎么办", "急诊没来得及备案能报多少",
)  # fmt: skip


class Took(NamedTuple):
    """Seconds by the clock, and of the processor."""

    clock: float
    cpu: float


@dataclass(frozen=True)
class Row:
    """What was measured at one size; p95 for look-up and search."""

    places: int
    facts: int
    from_yaml: Took
    load: Took
    look_up: Took
    search_alone: Took
    search: Took


def main() -> None:
    """Measure every size, print the table, draw the plot."""
    console = Console()
    names = [place.id for place in load_folder(ROOT).places if place.level == "city" and place.id != "suzhou"]
    random.Random(SEED).shuffle(names)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "knowledge"
        for name in ("documents", "topics", "places", "facts"):
            shutil.copytree(ROOT / name, root / name)
        grown = 0
        for size in track(SIZES, "扩大知识库", console=console, transient=True):
            _grow(root, names[grown:size])
            grown = size
            rows.append(_measure(root, names[:size]))
    _print(console, rows)
    _draw(rows)


def _grow(root: Path, places: list[str]) -> None:
    """Write the facts of further prefectures, as text: dumping YAML would take longer than all that is measured."""
    for place in places:
        folder = root / "facts" / place
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, text in _template():
            content = text.replace("place: suzhou", f"place: {place}").replace("suzhou.", f"{place}.")
            (folder / name).write_text(content.replace("苏州", place.removesuffix("市")), "utf-8")


def _template() -> Iterator[tuple[str, str]]:
    """Suzhou's files, as many as hold `FACTS_A_PLACE` facts."""
    left = FACTS_A_PLACE
    for path in sorted((ROOT / "facts" / "suzhou").glob("*.yml")):
        head, *facts = path.read_text("utf-8").split("\n  - id: ")
        if kept := facts[:left]:
            yield path.name, "\n  - id: ".join([head, *kept]) + "\n"
        left -= len(kept)


def _measure(root: Path, places: list[str]) -> Row:
    cache = root.parent / "cache.json"
    cache.unlink(missing_ok=True)
    from_yaml, _ = _timed(load_folder, root, cache)
    loading, base = _timed(load_folder, root, cache)
    chance = random.Random(SEED)
    topics = cycle(base.topics)
    look_ups = [
        _timed(base.look_up, place, topic, TODAY)[0] for place, topic in zip(chance.choices(places, k=LOOK_UPS), topics)
    ]
    encode = encoder("use-multilingual-v3").encode
    search = Search(base, encode, OUT.parent / "knowledge-vectors-use-multilingual-v3.npz")
    warm = chance.sample(places, min(SEARCHED_PLACES, len(places)))
    search.warm(warm)
    asked = list(zip(chance.choices(warm, k=SEARCHES), cycle(QUESTIONS)))
    vectors = {question: encode([search.mask(question)])[0] for question in QUESTIONS}
    whole = [_timed(search.find, text, place)[0] for place, text in asked]
    alone = [_timed(search.find, text, place, 3, vectors[text])[0] for place, text in asked]
    return Row(len(places), len(base.facts), from_yaml, loading, *map(_p95, (look_ups, alone, whole)))


def _timed(work: Callable[..., T], *arguments: object) -> tuple[Took, T]:
    clock, cpu = time.perf_counter(), time.process_time()
    result = work(*arguments)
    return Took(time.perf_counter() - clock, time.process_time() - cpu), result


def _p95(times: list[Took]) -> Took:
    return Took(*(float(value) for value in np.percentile(times, 95, axis=0)))


def _print(console: Console, rows: list[Row]) -> None:
    table = Table(title="知识库从 1 个到 340 个统筹区（查找、搜索为 p95，搜索含编码）")
    for column in ("统筹区", "事实", "首次载入", "载入", "CPU", "查找", "搜索", "CPU", "不含编码"):
        table.add_column(column, justify="right")
    for row in rows:
        loading = f"{row.from_yaml.clock:.1f} s", f"{row.load.clock:.2f} s", f"{row.load.cpu:.2f} s"
        look_up = f"{row.look_up.clock * 1e6:.0f} µs"
        searches = (f"{seconds * 1e3:.1f} ms" for seconds in (*row.search, row.search_alone.cpu))
        table.add_row(f"{row.places}", f"{row.facts:,}", *loading, look_up, *searches)
    table.add_row("目标", "", "", "< 5 s", "", "< 1000 µs", "< 15 ms", style="dim")
    console.print(table)


def _draw(rows: list[Row]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(12, 3.6), constrained_layout=True)
    facts = [row.facts for row in rows]
    plots = (
        ("load (s)", GOALS["load"], [row.load for row in rows]),
        ("look-up, p95 (s)", GOALS["look_up"], [row.look_up for row in rows]),
        ("search with encoding, p95 (s)", GOALS["search"], [row.search for row in rows]),
    )
    for axis, (title, goal, times) in zip(axes, plots):
        for label, values in zip(Took._fields, zip(*times)):
            axis.plot(facts, values, marker="o", label=label)
        axis.axhline(goal, color="tab:red", linestyle="--", label="goal")
        axis.set(title=title, xlabel="facts", ylim=(0, None))
        axis.legend(frameon=False)
    OUT.mkdir(parents=True, exist_ok=True)
    figure.savefig(OUT / "knowledge_scale.png", dpi=120)


if __name__ == "__main__":
    main()
