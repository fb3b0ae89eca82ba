"""Training sentences are read fast, and as Rasa itself would read them."""

import copy
from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu.importer import Sentence, SentenceImporter, read

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "data" / "nlu" / "local"

WITH_ENTITIES = """
version: "3.1"
nlu:
  - intent: where
    examples: |
      - [昆山](place)的窗口在哪
  - synonym: 苏州市
    examples: |
      - 姑苏
"""


def test_sentences_are_those_that_rasas_own_importer_reads() -> None:
    ours = SentenceImporter(training_data_paths=[str(FOLDER)]).get_nlu_data()
    rasas = RasaFileImporter(training_data_paths=[str(FOLDER)]).get_nlu_data()

    assert [sentence.data for sentence in ours.training_examples] == [
        sentence.data for sentence in rasas.training_examples
    ]
    assert len(ours.training_examples) > 100


def test_a_file_with_entities_and_synonyms_is_left_to_rasas_reader(tmp_path: Path) -> None:
    file = tmp_path / "nlu.yml"
    file.write_text(WITH_ENTITIES, "utf-8")

    found = read([file])

    assert found.training_examples == load_data(str(file)).training_examples
    assert found.training_examples[0].get("entities")[0]["entity"] == "place"
    assert found.entity_synonyms == {"姑苏": "苏州市"}


def test_a_copied_sentence_is_equal_until_one_of_the_two_changes() -> None:
    sentence = Sentence.build("备案要带什么", "materials", intent_metadata={"matter": "filing"})

    twin = copy.deepcopy(sentence)
    assert twin == sentence
    assert hash(twin) == hash(sentence)

    twin.set("text", "备案去哪办")
    assert twin != sentence
    assert sentence.get("text") == "备案要带什么"


def test_the_same_words_with_another_matter_are_another_sentence() -> None:
    filing = Sentence.build("要带什么", "materials", intent_metadata={"matter": "filing"})
    claim = Sentence.build("要带什么", "materials", intent_metadata={"matter": "claim"})

    assert filing != claim
