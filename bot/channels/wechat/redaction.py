"""Log records without secrets and identities: query strings of this channel carry tokens, signatures and openids."""

from __future__ import annotations

import logging
import re

QUERY = re.compile(r"(/(?:wechat|cgi-bin)[^\s?\"']*)\?[^\s\"']*")
LOGGERS = ("httpx", "uvicorn.access")


class Redaction(logging.Filter):
    """Cuts the query off every address of the webhook and of the API."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the record's arguments are replaced."""
        if isinstance(record.args, tuple):
            record.args = tuple(_without_query(value) for value in record.args)
        record.msg = _without_query(record.msg)
        return True


def install() -> None:
    """Put the filter on the loggers that write addresses. Can be called again."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, Redaction) for each in logger.filters):
            logger.addFilter(Redaction())


def _without_query(value: object) -> object:
    if isinstance(value, int | float | None):
        return value
    text = str(value)
    return QUERY.sub(r"\1", text) if "?" in text else value
