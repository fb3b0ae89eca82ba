"""The same question gets the same facts here as on the web: both channels are asked, with the trained model."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.training import MODEL
from tests.channels.wechat.conftest import Account
from tests.channels.wechat.platform import USER

QUESTIONS = [
    "异地就医备案要什么材料",
    "我在杨凌参保，备案管多久",
    "没有备案就去上海看病能报销吗",
    "苏州昆山市的医保经办窗口在哪里",
    "异地就医报销比例是多少",
    "我在淮安参保，怎么备案",
    "我退休了，在上海跟孩子住，南京医保怎么备案",
    "在外地急诊住院怎么报销",
    "垫付的医药费怎么回去报销",
    "备案了还能回参保地看病吗",
    "苏州和杨凌的备案有效期一样吗",
    "我在黑龙江参保，去北京住院怎么办",
    "转诊要什么材料",
    "今天天气怎么样",
    "胸口疼得喘不过气来",
    "/restart",
]
MORE = "\n回复 1 继续"

pytestmark = pytest.mark.skipif(not MODEL.exists(), reason="no trained model; run `yidi train`")


@pytest.fixture(scope="module")
def conversations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[dict[str, Any]], str]]:
    """What REST and what WeChat answered to each question, in conversations of their own."""
    return asyncio.run(_ask_both(tmp_path_factory.mktemp("data")))


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_channels_say_the_same(conversations: dict[str, Any], question: str) -> None:
    web, wechat = conversations[question]
    text = "\n".join(message["text"].strip() for message in web)
    titles = [button["title"] for message in web for button in message.get("buttons", [])]
    assert wechat.startswith(text)
    assert [line.partition(" ")[2] for line in wechat[len(text) :].splitlines()[2:]] == titles


def test_a_number_chooses_what_the_button_chooses(conversations: dict[str, Any]) -> None:
    web, wechat = conversations["choice"]
    assert wechat.startswith(web[0]["text"].strip())


async def _ask_both(folder: Path) -> dict[str, tuple[list[dict[str, Any]], str]]:
    from bot.channels.app import create_app
    from bot.channels.desk import Desk
    from bot.channels.settings import Settings
    from bot.channels.tokens import Seal
    from bot.engine import RasaEngine

    engine = RasaEngine.load(MODEL, str(folder / "conversations.db"))
    account = Account()
    account.desk = Desk(engine, Seal(b"test"))
    account.platform.app = account.process()
    web = httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(engine, Settings(key=b"test"))), base_url="http://web"
    )
    answers = {}
    for number, question in enumerate(QUESTIONS):
        answers[question] = (await _web(web, str(number), question), await _phone(account, f"{USER}{number}", question))
    button = next(button for message in answers[QUESTIONS[0]][0] for button in message["buttons"])
    answers["choice"] = (await _web(web, "0", button["payload"]), await _phone(account, f"{USER}0", "1"))
    await account.settle()
    return answers


async def _web(web: httpx.AsyncClient, sender: str, message: str) -> list[dict[str, Any]]:
    response = await web.post("/webhooks/rest/webhook", json={"sender": sender, "message": message}, timeout=60)
    data: list[dict[str, Any]] = response.json()
    return data


async def _phone(account: Account, user: str, text: str) -> str:
    """The whole answer, all pages of it."""
    await account.platform.text(text, user=user)
    await account.settle()
    pages = [account.platform.seen[user][-1]]
    while pages[-1].endswith(MORE):
        await account.platform.text("1", user=user)
        pages.append(account.platform.seen[user][-1])
    return "\n".join(page.removesuffix(MORE) for page in pages)
