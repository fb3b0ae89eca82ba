"""A gateway as docs/gateway-openapi.yml asks for, which can be slow, failing, forgetful of answers, or mute.

It runs on a real port in a thread, so that the adapter meets real sockets.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import uvicorn
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions.filing import signing
from actions.filing.gateway import Settings

CONTRACT = yaml.safe_load((Path(__file__).parents[3] / "docs" / "gateway-openapi.yml").read_text("utf-8"))
SECRET = b"shared secret of the tests"


class LostAnswer(Response):
    """Acts, starts to answer, and is cut off."""

    async def __call__(self, *call: Any) -> None:
        _, _, send = call
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"500")]})
        await send({"type": "http.response.body", "body": b'{"rec', "more_body": False})


class ReferenceGateway:
    """State and behaviour. `moods` are taken one a request: ok, slow, fail, lost, garbage, reject, received, busy.

    `said` are answers that a new filing gets instead of the right ones, whatever their shape.
    """

    def __init__(self) -> None:
        self.filings: dict[str, dict[str, Any]] = {}
        self.moods: deque[str] = deque()
        self.said: deque[Any] = deque()
        self.requests = 0
        self.answers: list[dict[str, Any]] = []
        self._nonces: set[str] = set()
        self._release = threading.Event()

    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/v1/filings", self.file, methods=["POST"]),
                Route("/v1/filings/{receipt}", self.show),
                Route("/v1/filings/{receipt}/withdrawal", self.take_back, methods=["POST"]),
            ]
        )

    async def file(self, request: Request) -> Response:
        body = await request.body()
        mood = self._mood()
        if refused := self._refused(request, body, mood):
            return refused
        if mood == "slow":
            await asyncio.to_thread(self._release.wait, 5)
        data = json.loads(body)
        jsonschema.validate(data, CONTRACT["components"]["schemas"]["Filing"])
        key, digest = request.headers["Idempotency-Key"], hashlib.sha256(body).hexdigest()
        known = self.filings.get(key)
        if known and known["digest"] != digest:
            return JSONResponse({"code": "key_reused"}, 409)
        if self.said:
            return JSONResponse(self.said.popleft())
        status = {"reject": "rejected", "received": "received"}.get(mood, "accepted")
        record = known or {"receipt": f"G{len(self.filings) + 1:05d}", "status": status, "digest": digest, "data": data}
        self.filings.setdefault(key, record)
        return LostAnswer() if mood == "lost" else self._answer(record)

    async def show(self, request: Request) -> Response:
        mood = self._mood()
        if refused := self._refused(request, b"", mood):
            return refused
        record = self._by_receipt(request.path_params["receipt"])
        return self._answer(record) if record else JSONResponse({"code": "unknown"}, 404)

    async def take_back(self, request: Request) -> Response:
        body, mood = await request.body(), self._mood()
        if refused := self._refused(request, body, mood):
            return refused
        record = self._by_receipt(request.path_params["receipt"])
        if record is None:
            return JSONResponse({"code": "unknown"}, 404)
        if mood == "reject":
            return JSONResponse({"code": "in_use"}, 409)
        record["status"] = "withdrawn"
        return LostAnswer() if mood == "lost" else self._answer(record)

    def decide(self, receipt: str, status: str) -> None:
        """The agency's clerk decides a filing that was only received."""
        record = self._by_receipt(receipt)
        assert record is not None
        record["status"] = status

    def _mood(self) -> str:
        self.requests += 1
        return self.moods.popleft() if self.moods else "ok"

    def _refused(self, request: Request, body: bytes, mood: str) -> Response | None:
        nonce = request.headers.get(signing.NONCE, "")
        path = request.url.path
        if (
            not signing.verify(SECRET, request.method, path, body, request.headers, time.time())
            or nonce in self._nonces
        ):
            return JSONResponse({"code": "signature"}, 401)
        self._nonces.add(nonce)
        if mood in ("fail", "busy"):
            return JSONResponse({"code": mood}, 503 if mood == "fail" else 429)
        return Response("<html>proxy page</html>", media_type="text/html") if mood == "garbage" else None

    def _by_receipt(self, receipt: str) -> dict[str, Any] | None:
        return next((record for record in self.filings.values() if record["receipt"] == receipt), None)

    def _answer(self, record: dict[str, Any]) -> Response:
        answer = {"receipt": record["receipt"], "status": record["status"]}
        jsonschema.validate(answer, CONTRACT["components"]["schemas"]["Outcome"])
        self.answers.append(answer)
        return JSONResponse(answer)

    def release(self) -> None:
        """Let requests go on that a `slow` mood holds."""
        self._release.set()


@contextlib.contextmanager
def running(gateway: ReferenceGateway) -> Iterator[Settings]:
    """The gateway on a free port of the loopback."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(100)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(gateway.app(), log_level="critical", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    httpx.get(address, timeout=30)  # waits in the queue of the socket until the server is there
    try:
        yield Settings(f"{address}/v1", "tests", SECRET)
    finally:
        gateway.release()
        server.should_exit = True
        thread.join()
