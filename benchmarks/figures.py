"""The figures of the comparison beside what is wanted of them. Pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.load import Load


@dataclass(frozen=True)
class Measured:
    """All that was measured of one assistant: one user at a time (`alone`), and many (`crowd`)."""

    name: str
    training_seconds: float
    ready_seconds: float
    resident_mb: float
    alone: Load
    crowd: Load


@dataclass(frozen=True)
class Row:
    """One line of the table; `good` is None where nothing is wanted."""

    name: str
    ours: float
    baseline: float
    wanted: str = ""
    good: bool | None = None

    @property
    def ratio(self) -> float:
        """Ours as a multiple of the baseline's."""
        return self.ours / self.baseline if self.baseline else float("inf")


Reading = Callable[[Measured], float]
# Name, what is read, what is wanted, and whether a row meets it.
LINES: tuple[tuple[str, Reading, str, Callable[[Row], bool] | None], ...] = (
    ("messages a second, in parallel", lambda m: m.crowd.per_second, "≥ 4 ×", lambda row: row.ratio >= 4),
    ("p50 alone, ms", lambda m: m.alone.percentile(0.50), "< 40 %", lambda row: row.ratio < 0.40),
    ("p95 alone, ms", lambda m: m.alone.percentile(0.95), "", None),
    ("p50 in parallel, ms", lambda m: m.crowd.percentile(0.50), "", None),
    ("p95 in parallel, ms", lambda m: m.crowd.percentile(0.95), "", None),
    ("resident memory, MB", lambda m: m.resident_mb, "< 65 %", lambda row: row.ratio < 0.65),
    ("training, s", lambda m: m.training_seconds, "< 60 s", lambda row: row.ours < 60),
    ("start to ready, s", lambda m: m.ready_seconds, "< 12 s", lambda row: row.ours < 12),
    ("errors", lambda m: m.alone.errors + m.crowd.errors, "0", lambda row: row.ours == 0),
)


def compare(ours: Measured, baseline: Measured) -> list[Row]:
    """The table's rows."""
    rows = []
    for name, reading, wanted, met in LINES:
        row = Row(name, reading(ours), reading(baseline), wanted)
        rows.append(row if met is None else Row(name, row.ours, row.baseline, wanted, met(row)))
    return rows
