"""`POST /webhooks/rest/webhook`, compatible with Rasa's REST channel: {sender, message} in, a list of messages out."""

from __future__ import annotations

import json
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.desk import Desk
from bot.port import Reply

MAX_BODY = 64 * 1024
MAX_SENDER = 200
KNOWN_FIELDS = {"sender", "message", "input_channel", "metadata"}


class BadRequest(Exception):
    """A request that cannot be read; says what to send instead."""

    def __init__(self, status: int, remedy: str) -> None:
        super().__init__(remedy)
        self.status = status
        self.remedy = remedy


def rest_routes(desk: Desk) -> list[Route]:
    """Routes of the channel."""

    async def webhook(request: Request) -> Response:
        try:
            sender, message = await _read(request)
        except BadRequest as error:
            return JSONResponse({"error": error.remedy}, status_code=error.status)
        replies = await desk.say(f"rest:{sender}", message)
        return JSONResponse([message_of(reply, sender, desk) for reply in replies])

    async def alive(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    return [
        Route("/webhooks/rest/webhook", webhook, methods=["POST"]),
        Route("/webhooks/rest/", alive, methods=["GET"]),
    ]


def message_of(reply: Reply, sender: str, desk: Desk) -> dict[str, Any]:
    """A reply in the form of Rasa's REST channel; choices become buttons with sealed payloads."""
    message: dict[str, Any] = {"recipient_id": sender, "text": reply.text}
    if reply.choices:
        message["buttons"] = [{"title": title, "payload": desk.seal.close(payload)} for title, payload in reply.choices]
    if reply.answer:
        message["custom"] = {key: value for key, value in reply.answer.items() if key != "choices"}
    return message


async def _read(request: Request) -> tuple[str, str]:
    body = await request.body()
    if len(body) > MAX_BODY:
        raise BadRequest(413, f"The body is larger than {MAX_BODY} bytes.")
    try:
        data = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadRequest(400, "The body is not UTF-8.") from None
    except (ValueError, RecursionError):
        raise BadRequest(400, "The body is not valid JSON.") from None
    if not isinstance(data, dict):
        raise BadRequest(400, 'Send a JSON object: {"sender": "...", "message": "..."}.')
    unknown = sorted(set(data) - KNOWN_FIELDS)
    if unknown:
        raise BadRequest(
            422, f"Unknown fields: {', '.join(map(str, unknown))[:100]}. Known: {', '.join(sorted(KNOWN_FIELDS))}."
        )
    sender, message = data.get("sender"), data.get("message")
    if sender is None:
        sender = uuid.uuid4().hex
    if not isinstance(sender, str) or not 0 < len(sender) <= MAX_SENDER:
        raise BadRequest(422, f"`sender` must be a string of 1 to {MAX_SENDER} characters.")
    if not isinstance(message, str):
        raise BadRequest(422, "`message` must be a string.")
    return sender, message.encode("utf-8", "replace").decode("utf-8")
