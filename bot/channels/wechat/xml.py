"""XML in and out: pushes are read without DTDs or entities, replies are written so that no text can break out."""

from __future__ import annotations

import re
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.channels.wechat.errors import WeChatError

MAX_FIELDS = 64
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Malformed(WeChatError):
    """Not a push: no XML, a DTD in it, or more in it than any push has."""


def read_xml(body: bytes) -> dict[str, str]:
    """Fields of a push by name; fields of a group have the group's name before theirs (`ScanCodeInfo/ScanResult`)."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Malformed from None
    fields: dict[str, str] = {}
    for child in root:
        fields[child.tag] = (child.text or "").strip()
        for inner in child:
            fields[f"{child.tag}/{inner.tag}"] = (inner.text or "").strip()
        if len(fields) > MAX_FIELDS:
            raise Malformed
    return fields


def cdata(text: str) -> str:
    """A CDATA section that holds the text whatever is in it; characters that XML forbids are dropped."""
    return "<![CDATA[" + FORBIDDEN.sub("", text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def text_reply(to_user: str, from_user: str, created: int, text: str) -> str:
    """A passive text reply; `created` in seconds since the epoch."""
    return (
        f"<xml><ToUserName>{cdata(to_user)}</ToUserName><FromUserName>{cdata(from_user)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType>{cdata('text')}</MsgType><Content>{cdata(text)}</Content></xml>"
    )


def encrypted_reply(encrypted: str, signature: str, timestamp: int, nonce: str) -> str:
    """The envelope of an encrypted reply."""
    return (
        f"<xml><Encrypt>{cdata(encrypted)}</Encrypt><MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )
