"""Search over all facts, with the project's own encoder and none of the training phrases."""

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.encoders import encoder
from knowledge.base import KnowledgeBase
from knowledge.search import Search
from knowledge.vectors import Vectors

ENCODER = "use-multilingual-v3"
VECTORS = Path(__file__).parents[2] / "build" / f"knowledge-vectors-{ENCODER}.npz"


@pytest.fixture(scope="module")
def search(base: KnowledgeBase) -> Search:
    """The vectors of the facts are kept in build/, so that only the first run computes them."""
    search = Search(base, encoder(ENCODER).encode, VECTORS)
    search.warm()
    return search


# A question in words of its own, where the asker is insured, and what it is about.
QUESTIONS = [
    ("承诺书签了要等多久才能换地方", "suzhou", "change_cancel"),
    ("园区参保的人用哪个公众号", "suzhou", "wechat_account"),
    ("外地药店刷卡是不是只能用个人账户", "suzhou", "pharmacy"),
    ("副主任医师才能开转诊单吗", "suzhou", "referral"),
    ("在外地生娃能直接刷医保卡吗", "suzhou", "maternity"),
    ("备案之后老家还能刷卡不", "suzhou", "local_use"),
    ("昆山的人去苏州看病算不算异地", "kunshan", "in_city"),
    ("机器提示结算失败了", "suzhou", "swipe_failed"),
    ("长期驻外备案三个月内能取消吗", "盱眙", "change_cancel"),
    ("借别人的医保卡看病", "huaian", "identity_check"),
    ("双向转诊上转单是哪个医院出", "yangling", "referral"),
    ("老张住院花了两万五的例子", "yangling", "advantages"),
    ("西京医院在不在名单里", "yangling", "hospital_lookup"),
    ("双通道的药要谁来申请", "无锡", "dual_channel"),
    ("生育津贴是单位去申请吗", "nanjing", "maternity_allowance"),
    ("人去世了个人账户里的钱怎么支取", "suzhou", "account_withdrawal"),
    ("小药店想成为医保定点", "无锡", "pharmacy_designation"),
    ("新生儿怎么参保", "北京", "newborn"),
]


@pytest.mark.parametrize(("text", "place", "topic"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_unknown_wording_finds_the_topic(search: Search, base: KnowledgeBase, text: str, place: str, topic: str):
    hits = search.nearest(text, base.places.names.get(place, place), k=3)
    assert topic in [hit.topic for hit in hits]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("text", ["今晚打老虎", "地铁几点停运", "讲个笑话听听", "ETC怎么办", "台风来不来"])
def test_a_question_far_from_everything_is_known_as_such(search: Search, text: str):
    assert search.find(text, "suzhou").far


@pytest.mark.parametrize("text", [row[0] for row in QUESTIONS[:8]])
def test_our_questions_are_not_far(search: Search, text: str):
    assert not search.find(text, "suzhou").far


def test_only_the_places_of_the_person_are_searched(search: Search, base: KnowledgeBase):
    services = set(base.services)
    for place, offered in (("yangling", False), ("北京市", False), ("wuxi", True), ("xuyi", True)):
        topics = {hit.topic for hit in search.nearest("生育津贴怎么申请", place, k=200)}
        assert bool(topics & services) is offered, place


def test_the_place_named_does_not_matter(search: Search):
    """Masked: which place it is does not tell what is asked."""
    assert search.mask("苏州的医保去上海市看病") == "某地的医保去某地看病"
    named, masked = "苏州的医保去上海看病要备案吗", "某地的医保去某地看病要备案吗"
    assert search.find(named, "suzhou") == search.find(masked, "suzhou")


def test_a_vector_at_hand_saves_encoding(search: Search):
    text = "备案管几年"
    vector = encoder(ENCODER).encode([text])[0]
    assert search.find(text, "suzhou", vector=vector).hits == search.find(text, "suzhou").hits


def test_empty_text_finds_nothing_near(search: Search):
    assert len(search.nearest("", "suzhou", 3)) == 3


def letters(texts: list[str]) -> np.ndarray:
    """An encoder small enough to count: one dimension a letter."""
    rows = np.array([[text.count(letter) for letter in "abc"] for text in texts], dtype=np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)


class TestVectors:
    def test_each_text_is_encoded_once_and_kept(self, tmp_path: Path):
        asked: list[list[str]] = []

        def encode(texts: list[str]) -> np.ndarray:
            asked.append(texts)
            return letters(texts)

        path = tmp_path / "build" / "vectors.npz"
        vectors = Vectors(encode, path)
        vectors.of(["a", "b", "a"])
        vectors.of(["b", "c"])
        vectors.save()
        again = Vectors(encode, path).of(["c", "a"])
        assert asked == [["a", "b"], ["c"]]
        assert again.tolist() == [[0, 0, 1], [1, 0, 0]]

    def test_a_broken_file_only_costs_time(self, tmp_path: Path):
        path = tmp_path / "vectors.npz"
        path.write_bytes(b"half a file")
        assert Vectors(letters, path).of(["b"]).tolist() == [[0, 1, 0]]
