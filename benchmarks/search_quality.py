"""How well does search find the topic that a phrase asks for, and know a phrase that has nothing to do with us?

Measured on a sample of the training phrases, of which the search has seen none. It says what `WORDING` and `FAR` of
knowledge/search.py should be. Run: python -m benchmarks.search_quality
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.nlu.encoders import encoder
from knowledge.base import DEFAULT_PLACE, KnowledgeBase
from knowledge.loader import load
from knowledge.reading import read_yaml
from knowledge.search import Search

ROOT = Path(__file__).parent.parent
VECTORS = ROOT / "build" / "knowledge-vectors-use-multilingual-v3.npz"
SAMPLE = 600
FAR_SAMPLE = 250
SEED = 11


def main() -> None:
    """Print a table of hits by weight of wording, and one of what each limit for "far" would decline."""
    console = Console()
    base = load()
    encode = encoder("use-multilingual-v3").encode
    search = Search(base, encode, VECTORS)
    search.warm([DEFAULT_PLACE])
    asked, strange = _phrases(base)
    shuffle = random.Random(SEED)
    asked, strange = shuffle.sample(asked, SAMPLE), shuffle.sample(strange, FAR_SAMPLE)
    phrases = track([text for text, _ in (*asked, *strange)], "编码", console=console, transient=True)
    vectors = {text: encode([search.mask(text)])[0] for text in phrases}
    table = Table("字面的权重", "第一个就对", "前三个里有")
    for weight in (0.0, 0.3, 0.5, 0.7, 1.0):
        weighted = Search(base, encode, VECTORS, weight)
        ranks = [_rank(weighted, text, gold, vectors[text]) for text, gold in asked]
        table.add_row(f"{weight}", f"{np.mean([r < 1 for r in ranks]):.1%}", f"{np.mean([r < 3 for r in ranks]):.1%}")
    console.print(table)
    table = Table("界限", "误拒（本该答的）", "拒对（无关的）")
    near = [
        [search.find(text, DEFAULT_PLACE, 1, vectors[text]).closeness for text, _ in part] for part in (asked, strange)
    ]
    for limit in (0.36, 0.40, 0.44, 0.48, 0.52):
        table.add_row(f"{limit:.2f}", *(f"{np.mean(np.array(part) < limit):.1%}" for part in near))
    console.print(table)


def _phrases(base: KnowledgeBase) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(phrase, topic or service) of what we answer, and phrases that are none of our business."""
    asked, strange = [], []
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for block in read_yaml(path)["nlu"]:
            intent, matter = block["intent"], (block.get("metadata") or {}).get("matter")
            about = f"{matter}.{intent}"
            gold = about if about in base.topics else matter if matter in base.services else intent
            texts = [line.strip()[2:] for line in block["examples"].splitlines() if line.strip()]
            if gold in base.topics or gold in base.services:
                asked += [(text, gold) for text in texts]
            elif intent == "out_of_scope":
                strange += [(text, "") for text in texts]
    return asked, strange


def _rank(search: Search, text: str, gold: str, vector: np.ndarray) -> int:
    topics = [hit.topic for hit in search.find(text, DEFAULT_PLACE, 3, vector).hits]
    return topics.index(gold) if gold in topics else 99


if __name__ == "__main__":
    main()
