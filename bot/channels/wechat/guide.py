"""What the channel itself says and knows: its words, the questions behind menu entries and scenes, the offices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import knowledge
from bot.channels.wechat.menu import load_menu, questions_by_key
from bot.channels.wechat.offices import Offices
from knowledge.loader import load
from knowledge.reading import read_yaml

COPY = Path(knowledge.__file__).parent / "copy" / "wechat.yml"


@dataclass(frozen=True)
class Guide:
    """Words by key; questions offered to everyone (as choices), by menu key and by scene of a QR code."""

    words: Mapping[str, str]
    questions: tuple[tuple[str, str], ...]
    scenes: Mapping[str, str]
    menu_questions: Mapping[str, str]
    offices: Offices
    next_page: tuple[str, ...]
    reply_number: re.Pattern[str]

    def number(self, text: str) -> int:
        """The number that a text consists of, as people answer a numbered list; 0 for any other text."""
        match = self.reply_number.fullmatch(text)
        return int(match[1]) if match else 0


@lru_cache(maxsize=1)
def load_guide() -> Guide:
    """The project's own words and menu."""
    data = read_yaml(COPY)
    return Guide(
        words=data["words"],
        questions=tuple((question, question) for question in data["questions"]),
        scenes={str(scene): question for scene, question in data["scenes"].items()},  # many scenes are numbers
        menu_questions=questions_by_key(load_menu()),
        offices=Offices(load(), **data["address"]),
        next_page=tuple(data["next_page"]),
        reply_number=re.compile(data["reply_number"]),
    )
