"""The baseline learns from the same data as ours."""

import yaml

from benchmarks.baseline.material import digest, examples, prepare, sample, stories

FOUND = {"fee": ["收费吗", "要钱吗", "多少钱", "免费吗"], "greet": ["你好", "在吗"], "thanks": ["谢谢"]}


def test_a_sample_keeps_every_intent():
    chosen = sample(FOUND, 4)
    assert {intent: len(lines) for intent, lines in chosen.items()} == {"fee": 2, "greet": 2, "thanks": 1}


def test_all_is_taken_when_nothing_limits_it():
    assert sample(FOUND, 0) == FOUND == sample(FOUND, 1000)


def test_each_intent_has_a_story():
    assert [story["story"] for story in stories(["fee", "greet"])] == ["fee, then greet", "greet, then fee"]


def test_sentences_are_read_from_the_training_data(tmp_path):
    (tmp_path / "greet.yml").write_text("nlu:\n- intent: greet\n  examples: |\n    - 你好\n    - 在吗\n", "utf-8")
    assert examples(tmp_path) == {"greet": ["你好", "在吗"]}


def test_the_prepared_folder_has_our_intents_and_the_epochs_asked_for(tmp_path):
    sentences = prepare(tmp_path / "baseline", size=600, epochs=5)
    nlu = yaml.safe_load((tmp_path / "baseline/data/nlu.yml").read_text("utf-8"))["nlu"]
    config = yaml.safe_load((tmp_path / "baseline/config.yml").read_text("utf-8"))
    assert sentences == sum(entry["examples"].count("\n") for entry in nlu)
    assert {"materials", "greet", "emergency_now"} <= {entry["intent"] for entry in nlu}
    assert {part["epochs"] for part in config["pipeline"] + config["policies"] if "epochs" in part} == {5}


def test_the_same_ingredients_have_the_same_fingerprint(tmp_path):
    for name in ("one", "two"):
        prepare(tmp_path / name, size=600, epochs=5)
    prepare(tmp_path / "three", size=600, epochs=6)
    assert digest(tmp_path / "one") == digest(tmp_path / "two") != digest(tmp_path / "three")
