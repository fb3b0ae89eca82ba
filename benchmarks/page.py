"""The comparison as a page with pictures, in build/bench/."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import matplotlib

from benchmarks.figures import Measured, Row

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402  The backend has to be chosen before.

OURS, THEIRS = "#2a7f62", "#b0b0b0"
STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0 2rem }
th, td { padding: .3rem .9rem; text-align: right; border-bottom: 1px solid #8884; font-variant-numeric: tabular-nums }
th:first-child, td:first-child { text-align: left }
.good { color: #2a7f62; font-weight: 600 } .bad { color: #c0392b; font-weight: 600 }
img { max-width: 100%; background: #fff; border-radius: 6px }
"""


def write_page(folder: Path, rows: Sequence[Row], ours: Measured, baseline: Measured, notes: Sequence[str]) -> Path:
    """Write compare.html and its pictures; returns the page."""
    folder.mkdir(parents=True, exist_ok=True)
    _bars(folder / "compare.png", rows, ours.name, baseline.name)
    _latencies(folder / "latencies.png", ours, baseline)
    page = folder / "compare.html"
    page.write_text(render(rows, ours.name, baseline.name, notes), "utf-8")
    return page


def render(rows: Sequence[Row], ours: str, baseline: str, notes: Sequence[str]) -> str:
    """The page's HTML."""
    lines = "".join(_line(row) for row in rows)
    points = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Side by side</title><style>{STYLE}</style>\n'
        f"<h1>Side by side, in one run on one machine</h1>\n<table><tr><th></th><th>{escape(ours)}</th>"
        f"<th>{escape(baseline)}</th><th>ratio</th><th>wanted</th></tr>\n{lines}</table>\n<ul>{points}</ul>\n"
        '<img src="compare.png" alt="Bars of the figures"><img src="latencies.png" alt="Latencies">\n</html>\n'
    )


def _line(row: Row) -> str:
    css = {None: "", True: "good", False: "bad"}[row.good]
    return (
        f'<tr><td>{escape(row.name)}</td><td class="{css}">{row.ours:.1f}</td><td>{row.baseline:.1f}</td>'
        f"<td>{row.ratio:.2f}</td><td>{escape(row.wanted)}</td></tr>\n"
    )


def _bars(path: Path, rows: Sequence[Row], ours: str, baseline: str) -> None:
    shown = [row for row in rows if row.name != "errors"]
    figure, panels = plt.subplots(2, (len(shown) + 1) // 2, figsize=(12, 6))
    for axes in panels.flat[len(shown) :]:
        axes.set_axis_off()
    for axes, row in zip(panels.flat, shown):
        bars = axes.bar([ours, baseline], [row.ours, row.baseline], color=[OURS, THEIRS])
        axes.bar_label(bars, fmt="%.1f", fontsize=8)
        axes.set_title(f"{row.name} ({row.wanted})" if row.wanted else row.name, fontsize=9)
        axes.spines[["top", "right"]].set_visible(False)
        axes.margins(y=0.15)
    _save(figure, path)


def _latencies(path: Path, ours: Measured, baseline: Measured) -> None:
    figure, panels = plt.subplots(1, 2, figsize=(12, 3.8))
    for axes, title, part in zip(panels, ("alone", "in parallel"), ("alone", "crowd")):
        for measured, colour in ((ours, OURS), (baseline, THEIRS)):
            ranked = sorted(getattr(measured, part).latencies)
            shares = [(place + 1) / len(ranked) for place in range(len(ranked))]
            axes.plot(ranked, shares, color=colour, label=measured.name)
        axes.set(title=title, xlabel="ms", ylabel="share answered", xscale="log", ylim=(0, 1))
        axes.legend(frameon=False)
    _save(figure, path)


def _save(figure: plt.Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
