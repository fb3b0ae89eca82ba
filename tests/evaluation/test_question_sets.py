"""Question sets are scored only where there are some and a server answers."""

import pytest

from bot.evaluation.question_sets import available, score, server_is_ready


def test_sets_without_their_scoring_program_are_left_alone(tmp_path):
    (tmp_path / "some.jsonl").write_text("{}\n")
    assert available(tmp_path) == []


def test_sets_are_found_beside_their_scoring_program(tmp_path):
    for name in ("score.py", "b.jsonl", "a.jsonl", "notes.txt"):
        (tmp_path / name).write_text("")
    assert [path.name for path in available(tmp_path)] == ["a.jsonl", "b.jsonl"]


def test_what_the_program_prints_is_what_is_shown(tmp_path):
    (tmp_path / "score.py").write_text("import sys\nprint('scored', len(sys.argv) - 1)\n")
    assert score([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], tmp_path) == "scored 2"


def test_a_failing_program_is_not_passed_over(tmp_path):
    (tmp_path / "score.py").write_text("raise SystemExit('no such set')\n")
    with pytest.raises(RuntimeError, match="no such set"):
        score([], tmp_path)


def test_no_server_is_not_ready():
    assert not server_is_ready("http://127.0.0.1:9/health")
