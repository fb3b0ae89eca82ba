"""Keep a `TwoViews` model on disk as arrays and JSON: nothing that could run code when it is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.model import NGRAMS, Linear, TwoViews


def save(model: TwoViews, folder: Path, name: str) -> None:
    """Write `name`.npz and `name`.json into a folder."""
    np.savez(
        folder / f"{name}.npz",
        dense_weights=model.dense.weights,
        dense_bias=model.dense.bias,
        sparse_weights=model.sparse.weights,
        sparse_bias=model.sparse.bias,
        idf=model.ngrams.idf_,
    )
    vocabulary = {term: int(index) for term, index in model.ngrams.vocabulary_.items()}
    head = {"labels": model.labels, "weight": model.weight, "temperature": model.temperature, "vocabulary": vocabulary}
    (folder / f"{name}.json").write_text(json.dumps(head, ensure_ascii=False), "utf-8")


def load(folder: Path, name: str) -> TwoViews:
    """Read back what `save` wrote."""
    head = json.loads((folder / f"{name}.json").read_text("utf-8"))
    with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
        ngrams = TfidfVectorizer(
            analyzer="char", ngram_range=NGRAMS, sublinear_tf=True, min_df=2, vocabulary=head["vocabulary"]
        )
        ngrams.idf_ = arrays["idf"]
        dense = Linear(arrays["dense_weights"], arrays["dense_bias"])
        sparse = Linear(arrays["sparse_weights"], arrays["sparse_bias"])
    model = TwoViews(head["labels"], dense, sparse, ngrams, head["weight"])
    model.temperature = head["temperature"]
    return model
