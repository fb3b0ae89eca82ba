"""The office: database, keys, vault and services of this process, opened when first needed.

Questions are answered without any of it, so that a broken database stops filings only.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from actions.answering.dialogue import Dialogue
from actions.database import Database, open_database
from actions.eligibility.material_guide import MaterialGuide
from actions.eligibility.material_look_up import EitherLookUp, MaterialLookUp
from actions.eligibility.material_record import MaterialRecords
from actions.eligibility.task import EligibilityTask
from actions.filing.gateway import Gateway, Settings
from actions.filing.guide import Guide
from actions.filing.look_up import LookUp
from actions.filing.look_up_task import LookUpTask
from actions.filing.repository import Repository
from actions.filing.service import FilingService
from actions.filing.task import FilingTask
from actions.records.keys import Keyring, hold_keyring
from actions.records.vault import Vault
from actions.tasks.runner import Runner
from actions.tasks.task import Task
from knowledge.base import KnowledgeBase
from knowledge.loader import load


@dataclass(frozen=True)
class Office:
    """What a process needs to file."""

    database: Database
    keys: Keyring
    vault: Vault
    service: FilingService
    records: MaterialRecords

    def forget(self, conversation: str) -> None:
        """Forget what a conversation filed: that stays for its time, and nothing leads to the conversation."""
        self.service.disown(conversation)
        self.records.disown(conversation)


def make_office(database: Database, keys: Keyring, gateway: Gateway | None, base: KnowledgeBase) -> Office:
    """An office on given parts."""
    repository = Repository(database, keys)
    service = FilingService(repository, LookUp(database, keys, repository), base.places, gateway)
    return Office(database, keys, Vault(database, keys), service, MaterialRecords(database, keys))


def make_tasks(office: Office, base: KnowledgeBase) -> dict[str, Task]:
    """Tasks by name, as the copy files name them."""
    guide = Guide(office.service, base)
    material = MaterialLookUp(base, office.records, office.service.is_locked)
    return {
        "filing": FilingTask(base, office.service, office.vault, guide),
        "guide": guide,
        "look_up": EitherLookUp(LookUpTask(base, office.service, guide), material, office.service.holds),
        "eligibility": EligibilityTask(base),
        "material_guide": MaterialGuide(base, office.records),
        "material_look_up": material,
    }


@lru_cache(maxsize=1)
def office() -> Office:
    """The office of this process, by its environment: guided, or with a gateway when YIDI_GATEWAY_URL is set."""
    settings = Settings.from_environment(os.environ)
    return make_office(open_database(), hold_keyring(), Gateway(settings) if settings else None, load())


@lru_cache(maxsize=2)
def runner(today: dt.date) -> Runner:
    """What answers turns on a day."""
    return Runner(Dialogue(load(), today), _tasks, load())


@lru_cache(maxsize=1)
def _tasks() -> Mapping[str, Task]:
    return make_tasks(office(), load())
