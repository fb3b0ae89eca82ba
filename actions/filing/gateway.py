"""An agency's filing interface, as docs/gateway-openapi.yml describes it.

An answer may be lost after the agency has acted. So every request carries the key of its filing, which the agency
answers the same way however often it comes, and what got no answer is simply asked again later.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from actions.filing import signing
from actions.filing.breaker import CircuitBreaker
from actions.filing.model import Filing, Person, State

log = logging.getLogger(__name__)

ATTEMPTS = 2
TIMEOUT = httpx.Timeout(1.5, connect=1.0)
LONGEST_RECEIPT, LONGEST_REASON = 64, 200  # as the interface and the tables have it
STATES = {
    "received": State.submitted,
    "accepted": State.accepted,
    "rejected": State.rejected,
    "withdrawn": State.withdrawn,
}


class GatewayUnavailableError(Exception):
    """No answer that can be used: try again later, with the same key."""


class GatewayRefusedError(Exception):
    """The agency will not take this request, whenever it comes; the code is the agency's."""


@dataclass(frozen=True)
class Settings:
    """Where the interface is, and the secret that signs requests. From YIDI_GATEWAY_URL, _KEY_ID and _SECRET."""

    url: str
    key_id: str
    secret: bytes

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings | None:
        """None when no gateway is configured: then filing is guided."""
        if not environment.get("YIDI_GATEWAY_URL"):
            return None
        names = ("YIDI_GATEWAY_URL", "YIDI_GATEWAY_KEY_ID", "YIDI_GATEWAY_SECRET")
        url, key_id, secret = (environment[name] for name in names)
        return cls(url, key_id, secret.encode())


@dataclass(frozen=True)
class Outcome:
    """What the agency says of a filing."""

    state: State
    receipt: str
    reason: str = ""


class Gateway:
    """Talks to the agency. Blocking: call it from a worker thread. Worst case: two attempts of 2.5 seconds."""

    def __init__(
        self, settings: Settings, breaker: CircuitBreaker | None = None, timeout: httpx.Timeout = TIMEOUT
    ) -> None:
        self._settings = settings
        self._breaker = breaker or CircuitBreaker()
        self._client = httpx.Client(base_url=settings.url, timeout=timeout)

    def submit(self, filing: Filing, person: Person, names: Mapping[str, str]) -> Outcome:
        """Hand a filing over. `names` are the official names of the places by id."""
        return self._call("POST", "/filings", filing.key, _body(filing, person, names))

    def status(self, filing: Filing) -> Outcome:
        """Ask how a filing stands."""
        return self._call("GET", f"/filings/{filing.agency_receipt}", filing.key)

    def withdraw(self, filing: Filing) -> Outcome:
        """Ask to take a filing back; the agency decides."""
        return self._call("POST", f"/filings/{filing.agency_receipt}/withdrawal", f"{filing.key}.withdrawal", {})

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _call(self, method: str, path: str, key: str, body: dict[str, Any] | None = None) -> Outcome:
        content = b"" if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        for attempt in range(1, ATTEMPTS + 1):
            if not self._breaker.allows():
                raise GatewayUnavailableError("circuit open")
            try:
                outcome = self._once(method, path, key, content)
            except (httpx.TransportError, GatewayUnavailableError) as error:
                self._breaker.failed()
                log.warning("gateway %s attempt %d of %d: %s", method, attempt, ATTEMPTS, type(error).__name__)
                continue
            except GatewayRefusedError:
                self._breaker.succeeded()
                raise
            self._breaker.succeeded()
            return outcome
        raise GatewayUnavailableError(f"no answer in {ATTEMPTS} attempts")

    def _once(self, method: str, path: str, key: str, content: bytes) -> Outcome:
        request = self._client.build_request(method, path, content=content, headers={"Idempotency-Key": key})
        moment, nonce = str(int(time.time())), secrets.token_hex(12)
        target = request.url.raw_path.decode()
        request.headers.update(
            {
                "Content-Type": "application/json",
                signing.KEY_ID: self._settings.key_id,
                signing.TIME: moment,
                signing.NONCE: nonce,
                signing.SIGNATURE: signing.sign(self._settings.secret, method, target, content, moment, nonce),
            }
        )
        return _read(self._client.send(request))


def _read(response: httpx.Response) -> Outcome:
    """Only a 2xx answer of the agreed shape counts; 409 and 422 are final, everything else may pass."""
    if response.status_code in (409, 422):
        raise GatewayRefusedError(str(_json(response).get("code", response.status_code))[:LONGEST_REASON])
    if not response.is_success:
        raise GatewayUnavailableError(f"status {response.status_code}")
    answer = _json(response)
    status, receipt = str(answer.get("status")), answer.get("receipt")
    if status not in STATES or not isinstance(receipt, str) or not 0 < len(receipt) <= LONGEST_RECEIPT:
        raise GatewayUnavailableError("answer without status or receipt")
    return Outcome(STATES[status], receipt, str(answer.get("reason") or "")[:LONGEST_REASON])


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError as error:
        raise GatewayUnavailableError("answer is not JSON") from error
    if not isinstance(answer, dict):
        raise GatewayUnavailableError("answer is not an object")
    return answer


def _body(filing: Filing, person: Person, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "category": "temporary",
        "insured_at": names[filing.trip.insured],
        "destination": names[filing.trip.destination],
        "start": filing.trip.start.isoformat(),
        "applicant": filing.trip.who.value,
        "person": {"id_number": person.id_number, "mobile": person.mobile},
        "confirmed_at": filing.confirmed_at.isoformat(),
    }
