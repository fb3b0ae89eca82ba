"""The report page: the findings with their pictures, in one folder that can be opened from disk."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from string import Template

from actions.answering.reading import SURE
from bot.evaluation.calibration import reliability
from bot.evaluation.confusions import matrix
from bot.evaluation.cross_validation import Head
from bot.evaluation.findings import Findings
from bot.evaluation.plots import confidence_picture, confusion_picture, reliability_picture

PAGE = Path(__file__).with_name("report.html")


def write_report(folder: Path, findings: Findings, heads: list[Head]) -> Path:
    """Write pictures and page; returns the page."""
    folder.mkdir(parents=True, exist_ok=True)
    bins = {}
    for head in heads:
        judged = head.judged
        bins[head.name] = reliability(judged.best_two()[:, 0], judged.right)
        counts = matrix(judged.truth, judged.said, len(judged.labels))
        confusion_picture(folder / f"confusion_{head.name}.png", judged.labels, counts)
    reliability_picture(folder / "reliability.png", bins)
    intent = heads[0].judged
    confidence_picture(folder / "confidence.png", intent.best_two()[:, 0], intent.right, SURE)
    page = folder / "index.html"
    page.write_text(render(findings), "utf-8")
    return page


def render(findings: Findings) -> str:
    """The page's HTML; pictures are referred to by name."""
    classes = {None: "", True: "good", False: "bad"}
    figures = [(f.name, f.value, f.wanted, classes[f.good]) for f in findings.figures]
    shares = [(o.rule, o.answered, o.right, o.wrong, o.asked_back, o.precision) for o in findings.outcomes]
    return Template(PAGE.read_text("utf-8")).substitute(
        examples=findings.examples,
        folds=findings.folds,
        figures="".join(_row((name, value, wanted), css) for name, value, wanted, css in figures),
        outcomes="".join(_row((rule, *(f"{share:.1%}" for share in rest))) for rule, *rest in shares),
        confusions="".join(
            _row((c.truth, c.said, c.count, f"{c.share:.0%}", " / ".join(c.wordings))) for c in findings.confusions
        ),
        sets=escape(findings.sets or "not scored: no sets, or no server was running"),
    )


def _row(cells: Iterable[object], css: str = "") -> str:
    content = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
    return f'<tr class="{css}">{content}</tr>\n'
