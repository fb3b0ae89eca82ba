"""Look-up by place, topic and date; nothing is ever answered by the last value known."""

import datetime as dt
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from knowledge.errors import InvalidKnowledge, NoValueForDate, UnknownPlace
from knowledge.loader import load_folder
from knowledge.model import Document, Fact, Topic

JANUARY, JULY = dt.date(2024, 1, 1), dt.date(2024, 7, 1)


def fact(name: str, text: str, **more: object) -> Fact:
    return Fact(id=f"suzhou.fee.{name}", place="suzhou", topic="fee", text=text,
                sources=[{"document": "d", "clause": "一"}], **more)  # fmt: skip


@pytest.fixture
def dated(base: KnowledgeBase) -> KnowledgeBase:
    """One topic whose value changes on 1 July 2024 and is not known from 2025 on."""
    document = Document(id="d", title="d", short="d", place="suzhou", not_before="2023-01-01", clauses={"一": "收费"})
    facts = [
        fact("old", "十元。", valid={"until": "2024-06-30"}),
        fact("new", "免费。", valid={"since": "2024-07-01", "until": "2024-12-31"}),
    ]
    topic = Topic(id="fee", title="收费", question="收费吗", scope="收费")
    return KnowledgeBase([document], [topic], base.places, facts, [])


@pytest.mark.parametrize(
    ("day", "says"),
    [("2023-01-01", "十元。"), ("2024-06-30", "十元。"), ("2024-07-01", "免费。"), ("2024-12-31", "免费。")],
)
def test_a_value_is_that_of_its_day(dated: KnowledgeBase, day: str, says: str):
    assert [found.text for found in dated.look_up("suzhou", "fee", dt.date.fromisoformat(day))] == [says]


@pytest.mark.parametrize("day", ["2022-12-31", "2025-01-01"])
def test_a_day_without_a_value_is_an_error(dated: KnowledgeBase, day: str):
    with pytest.raises(NoValueForDate, match=f"'fee' for 'suzhou' holds on {day}"):
        dated.look_up("suzhou", "fee", dt.date.fromisoformat(day))


def test_a_fact_by_id_is_as_strict(dated: KnowledgeBase):
    assert dated.value("suzhou.fee.old", JANUARY).text == "十元。"
    with pytest.raises(NoValueForDate):
        dated.value("suzhou.fee.old", JULY)


def test_a_fact_without_dates_holds_from_the_day_of_its_document(base: KnowledgeBase):
    before, on = dt.date(2020, 3, 31), dt.date(2020, 4, 1)
    huaian = base.facts["huaian.change_cancel.three_months"]
    assert (base.in_force(huaian, before), base.in_force(huaian, on)) == (False, True)


# Whose rules hold for somebody insured there.
@pytest.mark.parametrize(
    ("place", "ruled_by"),
    [
        ("盱眙", "huaian"), ("涟水", "huaian"), ("淮安", "huaian"),
        ("昆山", "suzhou"), ("姑苏区", "suzhou"), ("苏州工业园区", "suzhou"),
        ("无锡", "jiangsu"), ("江阴市", "jiangsu"), ("南京", "jiangsu"), ("江苏", "jiangsu"),
        ("北京", "china"), ("上海", "china"), ("西安", "china"), ("陕西", "china"), ("拉萨", "china"),
        ("杨凌", "yangling"), ("扬凌", "yangling"), ("杨陵区", "yangling"),
    ],
)  # fmt: skip
def test_rules_come_from_the_nearest_place_that_has_some(base: KnowledgeBase, place: str, ruled_by: str):
    assert base.rule_place(base.places.names[place]) == ruled_by


@pytest.mark.parametrize(
    ("place", "topic", "speaks"),
    [
        ("盱眙", "local_use", "huaian"),
        ("盱眙", "account_use", "jiangsu"),
        ("盱眙", "premium", "jiangsu"),
        ("盱眙", "cover_start", "china"),
        ("昆山", "validity", "suzhou"),
        ("无锡", "validity", "jiangsu"),
        ("北京", "validity", "china"),
        ("扬凌", "validity", "yangling"),
        ("扬凌", "account_use", "china"),
    ],
)
def test_each_topic_falls_back_by_itself(base: KnowledgeBase, place: str, topic: str, speaks: str):
    assert base.speaks(base.places.names[place], topic) == speaks


def test_yangling_never_hears_the_rules_of_jiangsu(base: KnowledgeBase, today: dt.date):
    heard = {fact.place for topic in base.topics for fact in base.look_up("yangling", topic, today)}
    assert heard == {"yangling", "china"}


def test_every_topic_says_something_everywhere(base: KnowledgeBase, today: dt.date):
    for place in base.places:
        assert [topic for topic in base.topics if not base.look_up(place.id, topic, today)] == [], place.name


@pytest.mark.parametrize(
    ("replaced", "by"),
    [
        ("suzhou.change_cancel.sixty_days_2019", "suzhou.change_cancel.documents"),
        ("suzhou.local_use.frozen_2019", "suzhou.local_use.both"),
        ("suzhou.credential.card_only_2019", "suzhou.credential.card_or_code"),
        ("suzhou.ratio.no_referral_2019", "suzhou.ratio.temporary"),
        ("suzhou.who.four_2019", "suzhou.who.categories"),
        ("suzhou.channels.window_2019", "suzhou.channels.app"),
    ],
)
def test_a_superseded_rule_is_kept_but_never_answers(base: KnowledgeBase, today: dt.date, replaced: str, by: str):
    fact = base.facts[replaced]
    assert fact.replaced_by == by
    assert fact not in base.look_up(fact.place, fact.topic, today)
    assert fact in base.replaced(fact.place, fact.topic)
    assert base.facts[by] in base.look_up(fact.place, fact.topic, today)


def test_an_unknown_place_is_an_error(base: KnowledgeBase, today: dt.date):
    with pytest.raises(UnknownPlace, match="atlantis"):
        base.look_up("atlantis", "fee", today)


def test_the_compiled_copy_is_the_same_base(small_base: Path, tmp_path: Path):
    cache = tmp_path / "build" / "cache.json"
    written, read = load_folder(small_base, cache), load_folder(small_base, cache)
    for part in ("documents", "topics", "facts", "services"):
        assert [repr(record) for record in getattr(read, part).values()] == [
            repr(record) for record in getattr(written, part).values()
        ]


def test_the_compiled_copy_follows_every_change(small_base: Path, tmp_path: Path):
    cache = tmp_path / "build" / "cache.json"
    path = small_base / "facts" / "suzhou" / "validity.yml"
    load_folder(small_base, cache)
    path.write_text(path.read_text("utf-8").replace("unit: year", "unit: month", 1), "utf-8")
    assert load_folder(small_base, cache).facts["suzhou.validity.referral"].sentence.endswith("1个月。")
    cache.write_text("{ half a file")
    assert "suzhou.validity.referral" in load_folder(small_base, cache).facts


def test_a_base_with_mistakes_does_not_load(small_base: Path):
    path = small_base / "facts" / "suzhou" / "validity.yml"
    path.write_text(path.read_text("utf-8").replace("category:", "categori:"), "utf-8")
    with pytest.raises(InvalidKnowledge) as caught:
        load_folder(small_base)
    assert len(caught.value.problems) == 4
    assert str(caught.value.problems[0]).startswith(f"{path}:7: ")
