"""The serving process leaves out what it never uses, and says so to whoever uses it all the same."""

import json
import subprocess
import sys
from importlib.util import module_from_spec

import pytest

from bot.light import StandIns
from bot.training import MODEL, ROOT

HEAVY = ("tensorflow", "keras", "jax", "matplotlib", "aiogram", "slack_sdk", "twilio", "botocore", "bson")
LOAD = """
import json, sys
from pathlib import Path
from bot.quiet import hush, hush_rasa
hush()
hush_rasa()
from bot.engine import RasaEngine
RasaEngine.load(Path(sys.argv[1]), sys.argv[2])
print(json.dumps(sorted(sys.modules)))
"""


def stand_in(name):
    module = module_from_spec(StandIns().find_spec(name, None))
    module.__spec__.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_loading_the_engine_loads_no_tensorflow(tmp_path):
    command = [sys.executable, "-W", "ignore", "-c", LOAD, str(MODEL), str(tmp_path / "conversations.db")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "rasa.core.agent" in loaded
    assert sorted(loaded.intersection(HEAVY)) == []


@pytest.mark.parametrize(
    ("module", "name"),
    [("pymongo.collection", "Collection"), ("rasa.utils.tensorflow.callback", "RasaTrainingLogger")],
)
def test_a_stand_in_names_a_type_but_cannot_be_made(module, name):
    with pytest.raises(RuntimeError, match=rf"{module}\.{name} is left out.*bot/light\.py"):
        getattr(stand_in(module), name)()


def test_what_a_stand_in_does_not_have_is_told_with_the_remedy():
    with pytest.raises(AttributeError, match=r"rasa\.core\.test\.evaluate is left out.*bot/light\.py"):
        stand_in("rasa.core.test").evaluate  # noqa: B018


@pytest.mark.parametrize("name", ["rasa.core.agent", "rasa.core.channels.channel", "tensorflow", "json"])
def test_everything_else_is_found_where_it_always_was(name):
    assert StandIns().find_spec(name, None) is None
