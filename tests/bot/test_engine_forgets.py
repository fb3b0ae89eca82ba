"""Who is forgotten comes back as a stranger: neither the conversation nor its filings are known any more."""

from __future__ import annotations

import asyncio
from typing import Any

from actions.eligibility.material_record import Material, Report
from actions.tasks.setup import office
from knowledge.model import Category, Mode
from tests.actions.filing.samples import OTHER_ADULT, TODAY, make_draft


def test_nothing_of_a_forgotten_conversation_is_known(engine: Any, loop: asyncio.AbstractEventLoop) -> None:
    conversation = "who-leaves"
    loop.run_until_complete(engine.respond(conversation, "我在杨凌参保，备案管多久"))
    draft = make_draft("draft-of-who-leaves", destination="拉萨市", id_number=OTHER_ADULT)
    office().service.confirm(draft, conversation, TODAY)
    office().records.report(conversation, Material("kunshan", None, Category.worker, Mode.documents), Report.done)
    loop.run_until_complete(engine.erase(conversation))
    (reply,) = loop.run_until_complete(engine.respond(conversation, "备案管多久"))
    assert "杨凌" not in reply.text
    assert office().service.own(conversation) == []
    assert office().records.of_conversation(conversation) == []
