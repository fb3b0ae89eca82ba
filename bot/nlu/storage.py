"""Keep the classifier on disk as arrays and JSON: nothing that could run code when it is loaded."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from bot.nlu.model import VIEWS, LinearModel, views


def save(model: LinearModel, folder: Path, name: str) -> None:
    """Write `name`.npz and `name`.json into a folder; half the digits are enough for weights.

    Packed here and quickly, because Rasa packs the whole model at zlib's slowest level, and most weights are zero.
    """
    halves = {"dense": model.dense_weights.astype(np.float16), "sparse": model.sparse_weights.astype(np.float16)}
    with zipfile.ZipFile(folder / f"{name}.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, array in {**halves, "bias": model.bias}.items():
            with archive.open(f"{part}.npy", "w", force_zip64=True) as file:
                np.save(file, array)
    _write(folder / f"{name}.json", {"facets": model.facets, "temperature": model.temperature})


def load(folder: Path, name: str) -> LinearModel:
    """Read back what `save` wrote."""
    head = _read(folder / f"{name}.json")
    with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
        dense, sparse, bias = (arrays[part].astype(np.float32) for part in ("dense", "sparse", "bias"))
    return LinearModel(head["facets"], dense, sparse, bias, head["temperature"])


def save_wording(wording: FeatureUnion, folder: Path) -> None:
    """Write the pieces that all heads share, one vocabulary a view."""
    for name, view in wording.transformer_list:
        _write(folder / f"{name}.json", {piece: int(index) for piece, index in view.vocabulary_.items()})
        np.save(folder / f"{name}.npy", view.idf_)


def load_wording(folder: Path) -> FeatureUnion:
    """Read back what `save_wording` wrote."""
    return views({name: _view(folder, name) for name in VIEWS})


def _view(folder: Path, name: str) -> TfidfVectorizer:
    view = TfidfVectorizer(**VIEWS[name][0], vocabulary=_read(folder / f"{name}.json"))
    view.idf_ = np.load(folder / f"{name}.npy", allow_pickle=False)
    return view


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
