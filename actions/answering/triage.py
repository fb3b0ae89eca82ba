"""What a message is before it is a question: a danger, something to decline, or only place and circumstances."""

from __future__ import annotations

from dataclasses import replace

from actions.answering.reading import FILING, LIKELY, PROTECTED, STATED, SURE, TALK, Reading
from knowledge.vocabulary import words

CIRCUMSTANCES = ("place", "category", "group", "sign", "trip", "channel")
PROTECTED_AT = 0.55
BESIDE = 0.88  # From here one clause is declined though the rest is answered.
FOLLOWS_AT = 0.3
FOREIGN_AT = 0.5
CERTAIN = 0.97
UNREAD = 0.4  # Nothing was read in it; a place or a case may still be heard.
# Chosen on 2,900 messages of others (docs/decisions/0007): a false alarm costs a line, a missed one may cost a life.
SUSPECTED = {"emergency_now": 0.45, "self_harm": 0.3}
TOLD_IN_PASSING = {"emergency_now": 0.85, "self_harm": 0.97}
ASKED = 1000
FEW_CHARACTERS = 10  # "那我跑窗口呢": so short, and another case of what was asked.


def urgent(readings: list[Reading]) -> str | None:
    """`self_harm` or `emergency_now`: what the classifier suspects and a word of danger or despair confirms, or what it
    is sure of by itself.

    Somebody who does not answer when called, or took poison, is an emergency whatever is asked beside it.
    """
    whole, parts = readings[0], [part for part in readings[1:] if not _exaggerates(part.text)]
    if words().critical.search(whole.text) and not words().past.search(whole.text):
        return "emergency_now"
    plain = [] if _exaggerates(whole.text) else [whole]
    for intent, signs in (("self_harm", words().despair), ("emergency_now", words().danger)):
        if signs.search(whole.text) and any(reading.share(intent) >= SUSPECTED[intent] for reading in (*plain, *parts)):
            return intent
        if any(reading.share(intent) >= SURE for reading in plain) or any(_alarms(part, intent) for part in parts):
            return intent
    return None


def _alarms(part: Reading, intent: str) -> bool:
    """Whether what is told in passing is plainly of a danger that no list of words foresaw."""
    return not part.asks and part.share(intent) >= TOLD_IN_PASSING[intent]


def _exaggerates(text: str) -> bool:
    """Whether the only danger is one of speech ("气死我了")."""
    meant, count = words().figures.subn("", text)
    return bool(count) and not (words().danger.search(meant) or words().despair.search(meant))


def is_over(whole: Reading) -> bool:
    """Whether an emergency is told of as past, or only the bill and the paperwork are asked about."""
    said, text = words(), whole.text
    long_ago = bool(said.long_ago.search(text) and not said.just_now.search(text))
    if said.present.search(text) and not long_ago:
        return False
    if long_ago or said.past.search(text):
        return True
    plain = said.critical.search(text) or whole.share("emergency_now") >= STATED
    return bool(said.bill.search(text)) and not plain


def protected(readings: list[Reading]) -> str | None:
    """A request that has to be declined whatever else the message asks.

    "国谈药多久复查一次" names a service, whose rules are no advice.
    """
    whole = readings[0]
    name, confidence = whole.best
    if name == "personal_record" and _looks_nothing_up(whole, readings[1:]):
        return None
    least = STATED if name == "medical_advice" and whole.values("matter") else PROTECTED_AT
    least = SURE if name == "forbidden" else least
    return name if name in PROTECTED and confidence >= least else None


def _looks_nothing_up(whole: Reading, parts: list[Reading]) -> bool:
    """Whether somebody asks what to bring to a look-up, or only tells of the own record ("我登记的是宁波")."""
    if words().aspects["materials"].search(whole.text):
        return True
    clear = (part for part in parts if part.asks and part.best[0] not in (*TALK, *PROTECTED, "inform"))
    return not words().look_up.search(whole.text) and any(part.best[1] >= UNREAD for part in clear)


def declined_beside(readings: list[Reading]) -> str | None:
    """What one clause asks that has to be declined, while the rest of the message is answered."""
    for part in readings[1:]:
        name, confidence = part.best
        advice = name == "medical_advice" and part.asks and words().medical.search(part.text)
        if confidence >= BESIDE and (advice or name in ("forbidden", "scam")):
            return name
    return None


def lacks_proof(reading: Reading) -> bool:
    """Whether somebody asks what to do without the proof of living there ("那我没有居住证咋办呢")."""
    signs = reading.values("sign")
    lacking = "no_permit" in signs and "has_permit" not in signs
    return lacking and bool(words().what_then.search(reading.text))


def only_context(readings: list[Reading], follows: bool) -> bool:
    """Whether a message only gives or corrects place and circumstances ("张家港的呢", "说错了我是相城的").

    `follows` says that there was a question before, which such a message may be about.
    """
    whole, parts = readings[0], readings[1:]
    if lacks_proof(whole) or (not follows and _is_heading(whole)):
        return False
    if _without_entities(whole) <= 1 and any(found["entity"] in CIRCUMSTANCES for found in whole.entities):
        return True
    if follows and words().correction.search(whole.text) and whole.values("place") and not whole.asks:
        return True
    own = [part for part in parts if part.asks and not words().elliptic.search(part.text)]
    if any(part.best[0] != "inform" and part.best[1] >= LIKELY for part in own):
        return False
    insured = any(found["entity"] == "place" and found.get("sure") for found in whole.entities)
    if follows and insured and not whole.asks and whole.best[1] < STATED:
        return True
    told = whole.share("inform")
    if whole.best[0] == "inform" and (told >= SURE or (whole.entities and told >= LIKELY)):
        return True
    unread = whole.best[1] < UNREAD and _only_varies(whole)
    ellipsis = follows and whole.text.rstrip("?？").endswith("呢") and (told >= FOLLOWS_AT or unread)
    varying = [part for part in parts if part.asks or part.best[0] != "inform"]
    if follows and varying and all(_only_varies(part) for part in varying):
        return True
    if follows and not parts and len(whole.text) <= FEW_CHARACTERS and whole.values("channel") and _only_varies(whole):
        return True
    return ellipsis or (follows and bool(parts) and parts[0].best[0] == "inform" and whole.best[1] < LIKELY)


def _is_heading(whole: Reading) -> bool:
    """Whether a first message is typed as into a search box ("吴江医保公众号"): it asks, though in no sentence."""
    return whole.best[0] not in (*TALK, "inform") and whole.best[1] >= SURE


def _only_varies(part: Reading) -> bool:
    """Whether a clause puts another case ("要是去南京呢") or asks whether it is the same there ("也用这个?")."""
    varied = part.text.rstrip("?？").endswith("呢") and any(found["entity"] in CIRCUMSTANCES for found in part.entities)
    return varied or bool(words().elliptic.search(part.text))


def _without_entities(reading: Reading) -> int:
    """How many characters are left when entities and empty words are taken out; `ASKED` if they ask ("窗口在哪")."""
    covered = [False] * len(reading.text)
    for entity in reading.entities:
        if entity["entity"] not in CIRCUMSTANCES:
            continue
        covered[entity["start"] : entity["end"]] = [True] * (entity["end"] - entity["start"])
    rest = "".join(character for character, gone in zip(reading.text, covered) if not gone)
    rest = words().filler.sub("", rest).strip(" ,，。、?？!！")
    return ASKED if words().question.search(rest) else len(rest)


def confirmed(readings: list[Reading]) -> list[Reading]:
    """The readings without what no word of the message confirms: another office's business, a doctor's."""
    text = readings[0].text
    if words().domain.search(text) and readings[0].best[1] < CERTAIN:
        readings = [reading.without("out_of_scope") for reading in readings]
    if words().away.search(text) or "not_filed" in readings[0].values("sign"):
        readings = [_of_nothing_named(reading) for reading in readings]
    if not words().medical.search(text):
        readings = [reading.without("medical_advice") for reading in readings]
    return readings


def of_others(readings: list[Reading]) -> bool:
    """Whether a message is about what other offices do, such as pensions, and nothing in it is of ours."""
    foreign = [reading for reading in readings if reading.best[0] == "out_of_scope" and reading.best[1] >= FOREIGN_AT]
    named = any(words().others.search(reading.text) for reading in foreign)
    return named and not words().domain.search(readings[0].text)


def _of_nothing_named(reading: Reading) -> Reading:
    """Whether "care" is paid, away from home, asks how that is done, not whether a drug or an illness is on a list."""
    if reading.best[0] != "drug_list" or not words().any_care.search(reading.text):
        return reading
    return replace(reading.renamed("drug_list", "steps"), matters=((FILING, 1.0),))
