"""Keep what the serving process never uses out of it; import this before anything of Rasa.

Rasa's modules import TensorFlow, every chat platform's library and three database drivers by the way, though our
pipeline and channels touch none of them: that is most of Rasa's start-up time and memory. Here the few modules through
which all of it comes in get short stand-ins, served by an import hook. Serving, training and measuring import this; the
plain `rasa` commands do not, and have the whole of Rasa. Whoever uses a stand-in all the same is told where it comes
from.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

# What Rasa imports to name a type, or for training, testing and stores that this process does not have.
UNUSED: dict[str, tuple[str, ...]] = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.core.test": (),
    "boto3": (),
    "boto3.dynamodb": (),
    "boto3.dynamodb.conditions": ("Key",),
    "pymongo": (),
    "pymongo.collection": ("Collection",),
    "aiormq": (),
}
VALIDATOR = "rasa.graph_components.validators.default_recipe_validator"
CHANNELS = "rasa.core.channels"
COMPONENTS = "rasa.engine.recipes.default_components"


class LeftOut:
    """Base of the stand-ins' classes: fit to name a type, not to be made."""

    def __init__(self, *_: object, **__: object) -> None:
        raise RuntimeError(_remedy(f"{type(self).__module__}.{type(self).__name__}"))


class StandIns(MetaPathFinder, Loader):
    """Finds and fills the stand-ins; a module that is loaded already stays as it is."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A specification for the modules in `FILL`, None for all others."""
        if fullname not in FILL:
            return None
        spec = ModuleSpec(fullname, self, is_package=True)
        real = PathFinder.find_spec(fullname, path) if fullname == CHANNELS else None
        if real is not None:
            spec.submodule_search_locations = real.submodule_search_locations
        return spec

    def exec_module(self, module: ModuleType) -> None:
        """Fill a stand-in."""
        FILL[module.__name__](module)


def install() -> None:
    """Use the stand-ins from here on; does nothing the second time."""
    if not any(isinstance(finder, StandIns) for finder in sys.meta_path):
        sys.meta_path.insert(0, StandIns())


def _channels(module: ModuleType) -> None:
    """The package without the chat platforms: those are the edge's business (`bot/channels/`)."""
    channel = importlib.import_module(f"{CHANNELS}.channel")
    for name in ("InputChannel", "OutputChannel", "UserMessage", "CollectingOutputChannel"):
        setattr(module, name, getattr(channel, name))


def _components(module: ModuleType) -> None:
    """Of Rasa's own components, only the one that config.yml names."""
    policy = importlib.import_module("rasa.core.policies.rule_policy")
    vars(module)["DEFAULT_COMPONENTS"] = [policy.RulePolicy]


def _validator(module: ModuleType) -> None:
    """What a training runs in its place."""
    vars(module)["DefaultV1RecipeValidator"] = importlib.import_module("bot.unchecked").DefaultV1RecipeValidator


def _unused(module: ModuleType) -> None:
    def missing(name: str) -> object:
        raise AttributeError(_remedy(f"{module.__name__}.{name}"))

    for name in UNUSED[module.__name__]:
        setattr(module, name, type(name, (LeftOut,), {"__module__": module.__name__}))
    vars(module)["__getattr__"] = missing


def _remedy(name: str) -> str:
    return f"{name} is left out of this process; take it off the list in bot/light.py to use it"


Fill = Callable[[ModuleType], None]
FILL: dict[str, Fill] = {
    CHANNELS: _channels,
    COMPONENTS: _components,
    VALIDATOR: _validator,
    **dict.fromkeys(UNUSED, _unused),
}

install()
