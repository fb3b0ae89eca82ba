"""A small real engine: scripted answers in the shape that the composer makes, and the app that serves them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette

from bot.channels.desk import Desk
from bot.channels.tokens import Seal
from bot.channels.web.channel import web_channel
from bot.channels.web.settings import WebSettings
from bot.port import Reply

PLACE = {"id": "suzhou", "name": "苏州市", "hotline": "0512-12393", "assumed": True}
SOURCE = {
    "document": "000",
    "title": "苏州市异地就医备案一本通",
    "short": "《苏州一本通》",
    "clauses": ["三", "六"],
    "number": "",
    "in_force": "2024-01-01",
}


def line(text: str, fact: str = "", kind: str = "text", items: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"text": text, "fact": fact, "kind": kind, "items": list(items)}


def answer(lines: list[dict[str, Any]], status: str = "answered", ask: str = "", **more: Any) -> dict[str, Any]:
    body = "\n".join(f"• {one['text']}" for one in lines)
    text = f"按苏州市参保来答：\n{body}\n" + (f"{ask}\n" if ask else "") + "依据：《苏州一本通》三、六。"
    return {
        "id": "a1b2c3",
        "status": status,
        "text": text,
        "sections": [{"title": "", "lines": lines}],
        "sources": [SOURCE],
        "place": PLACE,
        "as_of": "2026-11-21",
        "facts": [],
        **more,
    }


MATERIALS = answer(
    [
        line(
            "异地长期居住人员提供材料备案，带居民身份证或社会保障卡、长期居住认定材料（居住证明）。",
            "suzhou.materials.resident_documents",
            "items",
            ("居民身份证或社会保障卡", "长期居住认定材料（居住证明）"),
        ),
        line(
            "承诺备案，带居民身份证或社会保障卡、《异地长期居住人员个人承诺书》。",
            "suzhou.materials.resident_commitment",
            "items",
            ("居民身份证或社会保障卡", "《异地长期居住人员个人承诺书》"),
        ),
        line("拿不准就打0512-12393问，也可登录 https://fuwu.nhsa.gov.cn 查。", "suzhou.materials.note"),
    ],
    "needs_detail",
    "您是哪一类？说一声我只讲您那一类。",
)
OFFICES = answer(
    [
        line("相城区：苏州市相城区庆元路168号政务服务大厅一楼A20至A23窗口。", "suzhou.where.xiangcheng", "address"),
        line("吴中区：苏州市吴中区人力资源大厦二楼B13—15号窗口。", "suzhou.where.wuzhong", "address"),
    ]
)
URGENT = {
    "id": "e",
    "status": "emergency",
    "text": "先救人：请马上打120，或立刻去最近医院的急诊，不用等备案，救命要紧。",
}
HUMAN = {"id": "h", "status": "talk", "text": "要找人工，请打医保服务热线：参保地区号+12393（苏州是0512-12393）。"}
CHOICES = (
    ("长期住外地", {"topic": "materials", "category": "resident"}),
    ("医院转诊", {"topic": "materials", "category": "referral"}),
)
UNSURE = {
    "id": "u",
    "status": "needs_detail",
    "text": "您是不是想问：\n"
    "1. 异地长期居住备案：长期住在外地的人怎么备案、带什么材料。\n"
    "2. 临时外出就医：没有转诊自己去外地看病怎么报。",
}
LONG_CHOICES = tuple(
    (title, {"topic": "materials", "category": "resident"})
    for title in (
        "异地长期居住人员办理备案需要带齐哪些材料和证明",
        "没有办转诊手续自己去外地看病能报销多少比例",
        "备案以后在外地住院刷不了社会保障卡应该怎么办",
        "外地门诊慢特病的费用能不能在当地直接结算报销",
        "已经出院没有直接结算的费用回参保地怎么手工报销",
        "别的问题",
    )
)
STEPS: list[dict[str, Any]] = [
    {"field": "care_place", "kind": "city", "label": "您要去哪个城市看病？"},
    {"field": "since", "kind": "date", "label": "从哪一天开始？", "min": "2026-01-01", "max": "2027-12-31"},
    {
        "field": "category",
        "kind": "choice",
        "label": "您属于哪一类？",
        "options": ["长期居住", {"title": "医院转诊", "value": "转诊"}],
    },
    {"field": "id_number", "kind": "id", "label": "您的身份证号码"},
    {"field": "phone", "kind": "phone", "label": "联系电话", "optional": True},
]


class Gate:
    """Holds answers back until it is opened, and counts what has been said."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self.said: list[str] = []

    def shut(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    async def passed(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._open.wait, 20)


class ScriptedEngine:
    """Answers by keyword; an instant filing asks one field after the other."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._filing: dict[str, int] = {}

    async def respond(self, conversation: str, text: str) -> list[Reply]:
        self._gate.said.append(text)
        await self._gate.passed()
        if text == "办备案" or conversation in self._filing:
            return self._step(conversation)
        return next((replies for word, replies in ANSWERS.items() if word in text), [Reply(f"您说的是：{text}")])

    async def choose(self, conversation: str, payload: Mapping[str, str]) -> list[Reply]:
        self._gate.said.append(payload["category"])
        return [reply(MATERIALS, CHOICES)]

    async def erase(self, conversation: str) -> None:
        self._filing.pop(conversation, None)

    def _step(self, conversation: str) -> list[Reply]:
        at = self._filing[conversation] = self._filing.get(conversation, -1) + 1
        if at == len(STEPS):
            del self._filing[conversation]
            return [reply(answer([line("备案已提交，2个工作日内办结。", "filing.done")]))]
        return [Reply(STEPS[at]["label"], answer={"status": "talk", "text": STEPS[at]["label"], "form": STEPS[at]})]


def reply(content: Mapping[str, Any], choices: tuple[tuple[str, Mapping[str, str]], ...] = ()) -> Reply:
    return Reply(content["text"], choices, content)


ANSWERS = {
    "材料": [reply(MATERIALS, CHOICES)],
    "窗口": [reply(OFFICES)],
    "昏迷": [reply(URGENT)],
    "人工": [reply(HUMAN)],
    "咋整": [reply(UNSURE, LONG_CHOICES)],
    "两条": [Reply("第一条消息"), reply(MATERIALS, CHOICES)],
}


def scripted_app(settings: WebSettings, gate: Gate | None = None) -> Starlette:
    """The web's routes and Socket.IO over the scripted engine."""
    desk = Desk(ScriptedEngine(gate or Gate()), Seal(settings.secret))
    return Starlette(routes=web_channel(desk, settings))
