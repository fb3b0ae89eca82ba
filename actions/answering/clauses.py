"""What a clause asks: as the classifier reads it, or as its own words say where that is unclear."""

from __future__ import annotations

from dataclasses import replace

from actions.answering.reading import ASPECTS, FILING, LIKELY, STATED, SURE, Reading
from actions.answering.triage import lacks_proof
from knowledge.base import KnowledgeBase
from knowledge.vocabulary import words

SURE_OF_SECOND = 0.5  # A further question in the same message has to be clearer to be answered unasked.
UNCLEAR = 0.45  # Below this the words of a clause say better what it asks; from here it is asked beside others.
PLAIN_TALK = 0.9  # From here a clause is no question of ours, whatever aspect its words name.


def is_topic(reading: Reading, base: KnowledgeBase) -> bool:
    """Whether a reading is about something that the documents are asked for."""
    return reading.best[0] in base.topics


def is_asked(part: Reading, base: KnowledgeBase, least: float) -> bool:
    """Whether a clause asks something: it looks like a question, or is plainly about a topic.

    "备案办好了" tells how it stands.
    """
    if not part.asks and part.best[0] == "filing_status" and "filed" in part.values("sign"):
        return False
    return is_topic(part, base) and part.best[1] >= (least if part.asks else STATED)


def for_want_of_proof(reading: Reading) -> Reading:
    """What lacks a proof ("居住证没有咋办") asks for the commitment, unless it surely asks something else."""
    topic, share = reading.best
    if not lacks_proof(reading) or (share >= SURE and topic != "out_of_scope"):
        return reading
    return replace(reading, intents=(("commitment", SURE),))


def by_its_words(part: Reading, base: KnowledgeBase) -> Reading:
    """A clause that asks, is read of nothing clear, and names an aspect ("在哪个软件上操作"), asks for that.

    So does one whose words name a topic of its own ("刷不出来"), though it was read as asking how to file.
    """
    named = next((topic for topic, cue in words().named.items() if cue.search(part.text)), None)
    if named and part.best[0] == "steps" and part.matters[:1] and part.matters[0][0] in (FILING, "none"):
        return part.renamed("steps", named)
    if not part.asks or part.best[1] >= (UNCLEAR if is_topic(part, base) else PLAIN_TALK):
        return part
    named = named or next((topic for topic, cue in words().beside.items() if cue.search(part.text)), None)
    return replace(part, intents=((named, LIKELY), *part.intents)) if named else part


def in_its_sentence(part: Reading, base: KnowledgeBase) -> Reading:
    """A question of a letter as its sentence leads up to it, where that says better what it asks, and of what."""
    led = part.led
    if led is None or not is_topic(led, base):
        return part
    (topic, share), (of_led, share_of_led) = part.best, led.best
    bare = topic in ASPECTS and not _names_one(part)
    if bare and of_led == topic:
        return replace(part, matters=led.matters)
    unclear = share < min(SURE, share_of_led) or not is_topic(part, base)
    if (unclear and share_of_led >= LIKELY) or (bare and share_of_led >= STATED):
        return replace(led, asks=part.asks)
    return part


def _names_one(part: Reading) -> bool:
    """Whether a clause says what it is asked about."""
    best, share = part.matters[0] if part.matters else ("none", 0.0)
    return best != "none" and share >= UNCLEAR


def beside(found: list[Reading], whole: Reading) -> list[Reading]:
    """Further aspects of one thing that the words of a message name ("申请要多久交啥"): a reading has one intent."""
    topics = {reading.best[0] for reading in found}
    if not topics & {*ASPECTS, "contact"}:
        return []
    named = [topic for topic, cue in words().beside.items() if topic not in topics and cue.search(whole.text)]
    return [replace(whole, intents=((topic, SURE_OF_SECOND), *whole.intents)) for topic in named]
