"""The report's pictures. Labels are ids, so no font with Chinese characters is needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib
import numpy as np

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402  The backend has to be chosen before.

from bot.evaluation.calibration import Bin  # noqa: E402

INK, RIGHT, WRONG = "#222222", "#2a7f62", "#c0392b"


def confusion_picture(path: Path, labels: Sequence[str], counts: np.ndarray) -> None:
    """Confusions as shares of each true label's row; the diagonal, which is nearly all, is left white."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    np.fill_diagonal(shares, 0)
    side = max(6.0, 0.17 * len(labels))
    figure, axes = plt.subplots(figsize=(side, side))
    image = axes.imshow(shares, cmap="Reds", vmin=0, vmax=max(0.05, float(shares.max())))
    axes.set_xticks(range(len(labels)))
    axes.set_xticklabels(labels, rotation=90, fontsize=7)
    axes.set_yticks(range(len(labels)))
    axes.set_yticklabels(labels, fontsize=7)
    axes.set_xlabel("said")
    axes.set_ylabel("true")
    axes.grid(color="#eeeeee", linewidth=0.4)
    axes.set_axisbelow(True)
    figure.colorbar(image, ax=axes, fraction=0.03, label="share of the true label's examples")
    _save(figure, path)


def reliability_picture(path: Path, heads: dict[str, list[Bin]]) -> None:
    """Share of right answers over confidence, one panel a head; a calibrated head lies on the diagonal."""
    figure, panels = plt.subplots(1, len(heads), figsize=(5 * len(heads), 4.4), squeeze=False)
    for axes, (name, bins) in zip(panels[0], heads.items()):
        axes.plot([0, 1], [0, 1], color="#aaaaaa", linestyle="--", linewidth=1)
        sizes = [20 + 400 * part.count / sum(other.count for other in bins) for part in bins]
        axes.plot([part.confidence for part in bins], [part.accuracy for part in bins], color=RIGHT, linewidth=1)
        axes.scatter([part.confidence for part in bins], [part.accuracy for part in bins], s=sizes, color=RIGHT)
        axes.set(title=name, xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    _save(figure, path)


def confidence_picture(path: Path, confidence: np.ndarray, right: np.ndarray, sure: float) -> None:
    """How confident the right and the wrong readings are, on a logarithmic scale, with the threshold in use."""
    figure, axes = plt.subplots(figsize=(8, 3.6))
    edges = np.linspace(0, 1, 41)
    axes.hist([confidence[right], confidence[~right]], bins=edges, color=[RIGHT, WRONG], label=["right", "wrong"])
    axes.axvline(sure, color=INK, linestyle="--", linewidth=1, label=f"SURE = {sure}")
    axes.set_yscale("log")
    axes.set(xlabel="confidence of the best intent", ylabel="examples")
    axes.legend(frameon=False)
    _save(figure, path)


def _save(figure: plt.Figure, path: Path) -> None:
    figure.savefig(path, dpi=110, bbox_inches="tight")
    plt.close(figure)
