"""The comparison's arithmetic: percentiles, ratios, and what is wanted."""

import pytest

from benchmarks.figures import Measured, compare
from benchmarks.load import Load, conversations
from benchmarks.page import render


def measured(name, messages_per_second, p50, memory, training=30.0, ready=8.0, errors=0):
    load = Load(seconds=100 / messages_per_second, latencies=[p50] * 100, errors=errors)
    return Measured(name, training, ready, memory, load, load)


BASELINE = measured("rasa init", 20, 50.0, 1000, training=600, ready=25)


@pytest.mark.parametrize(
    ("ours", "missed"),
    [
        (measured("ours", 100, 10.0, 400), []),
        (measured("ours", 79, 10.0, 400), ["messages a second, in parallel"]),
        (measured("ours", 100, 20.0, 400), ["p50 alone, ms"]),
        (measured("ours", 100, 10.0, 650), ["resident memory, MB"]),
        (measured("ours", 100, 10.0, 400, training=60), ["training, s"]),
        (measured("ours", 100, 10.0, 400, ready=12), ["start to ready, s"]),
        (measured("ours", 100, 10.0, 400, errors=1), ["errors"]),
    ],
)
def test_each_target_is_judged_by_itself(ours, missed):
    assert [row.name for row in compare(ours, BASELINE) if row.good is False] == missed


def test_percentiles_are_taken_from_the_answered_messages():
    load = Load(seconds=2.0, latencies=[float(ms) for ms in range(100, 0, -1)], errors=3)
    assert (load.percentile(0.5), load.percentile(0.95), load.per_second) == (51.0, 96.0, 50.0)


def test_without_any_answer_a_percentile_is_endless():
    assert Load(seconds=1.0, latencies=[], errors=5).percentile(0.5) == float("inf")


def test_messages_are_cut_into_conversations_of_five():
    assert conversations(["a", "b", "c"], 7) == [["a", "b", "c", "a", "b"], ["c", "a"]]


def test_the_page_marks_what_is_met_and_what_is_missed():
    page = render(compare(measured("ours", 100, 30.0, 400), BASELINE), "ours", "rasa init", ["a <note>"])
    assert '<td>p50 alone, ms</td><td class="bad">30.0</td><td>50.0</td><td>0.60</td>' in page
    assert '<td class="good">400.0</td>' in page
    assert "a &lt;note&gt;" in page
