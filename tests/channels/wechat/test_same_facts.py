"""The same question gets the same facts here as on the web: both channels are asked, with the trained model."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

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
CHOOSE = "\n回复数字选一个：\n"

pytestmark = pytest.mark.skipif(not MODEL.exists(), reason="no trained model; run `yidi train`")


@dataclass(frozen=True)
class Heard:
    """What one channel answered: its text, and the titles of its choices."""

    text: str
    titles: tuple[str, ...]


Conversations = dict[str, dict[str, Heard]]


@pytest.fixture(scope="module")
def conversations(tmp_path_factory: pytest.TempPathFactory) -> Conversations:
    """What each channel answered to each question, in conversations of their own."""
    return asyncio.run(_ask_all(tmp_path_factory.mktemp("data")))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_channel_says_the_same(conversations: Conversations, question: str) -> None:
    answers = conversations[question]
    assert answers["wechat"] == answers["widget"] == answers["rest"]
    assert answers["wechat"].text


def test_a_number_chooses_what_the_button_chooses(conversations: Conversations) -> None:
    assert conversations["choice"]["wechat"] == conversations["choice"]["rest"]


def test_the_questions_differ_in_their_answers(conversations: Conversations) -> None:
    assert len({answers["wechat"].text for answers in conversations.values()}) == len(QUESTIONS) + 1


async def _ask_all(folder: Path) -> Conversations:
    from bot.channels.app import create_app
    from bot.channels.desk import Desk
    from bot.channels.settings import Settings
    from bot.channels.tokens import Seal
    from bot.engine import RasaEngine

    engine = RasaEngine.load(MODEL, str(folder / "conversations.db"))
    account = Account()
    account.desk = Desk(engine, Seal(b"test"))
    account.platform.app = account.process()
    app = create_app(engine, Settings(data_dir=folder, key=b"test"))
    web = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://web", timeout=60)
    answers = {}
    for number, question in enumerate(QUESTIONS):
        rest, button = await _rest(web, str(number), question)
        phone = await _phone(account, f"{USER}{number}", question)
        answers[question] = {"rest": rest, "wechat": phone, "widget": await _widget(web, question)}
        if question == QUESTIONS[0]:
            chosen, _ = await _rest(web, str(number), button)
            answers["choice"] = {"rest": chosen, "wechat": await _phone(account, f"{USER}{number}", "1")}
    await account.settle()
    return answers


async def _rest(web: httpx.AsyncClient, sender: str, message: str) -> tuple[Heard, str]:
    """The answer, and what its first button sends."""
    response = await web.post("/webhooks/rest/webhook", json={"sender": sender, "message": message})
    replies = response.json()
    buttons = [button for reply in replies for button in reply.get("buttons", [])]
    heard = _heard((reply["text"] for reply in replies), (button["title"] for button in buttons))
    return heard, buttons[0]["payload"] if buttons else ""


async def _widget(web: httpx.AsyncClient, text: str) -> Heard:
    session = (await web.post("/web/session")).json()["session"]
    message = {"id": uuid.uuid4().hex, "text": text}
    response = await web.post("/web/messages", json=message, headers={"Authorization": f"Bearer {session}"})
    replies = response.json()["replies"]
    return _heard((reply["text"] for reply in replies), (c["title"] for reply in replies for c in reply["choices"]))


async def _phone(account: Account, user: str, text: str) -> Heard:
    """The whole answer, all pages of it."""
    await account.platform.text(text, user=user)
    await account.settle()
    pages = [account.platform.seen[user][-1]]
    while pages[-1].endswith(MORE):
        await account.platform.text("1", user=user)
        pages.append(account.platform.seen[user][-1])
    answer, _, choices = "\n".join(page.removesuffix(MORE) for page in pages).partition(CHOOSE)
    return _heard([answer], (line.partition(" ")[2] for line in choices.splitlines()))


def _heard(texts: Iterable[str], titles: Iterable[str]) -> Heard:
    return Heard("\n".join(text.strip() for text in texts), tuple(titles))
