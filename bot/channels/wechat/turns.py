"""One push, one turn: run once, in order, answered within five seconds or as soon as it can be said.

A finished answer lies in the ledger as *waiting*; whoever takes it out delivers it, so it is delivered once. Takers are
the open connection (passive reply), the customer-service message after the connection was let go, a repetition of the
push on accounts without that right, and at last the follower's next contact.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.channels.wechat.delivery import Delivery, Outcome
from bot.channels.wechat.errors import WeChatError
from bot.channels.wechat.ledger import Ledger, Waiting
from bot.channels.wechat.pushes import Push
from bot.channels.wechat.queue import LEASE_LIFE, Queue, running
from bot.channels.wechat.render import linked
from bot.channels.wechat.said import Said
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.speaker import Speaker
from bot.channels.wechat.steps import Ack, Step
from bot.channels.wechat.store import Lease, Store, poll

BUDGET = 4.0  # seconds until the connection is answered whatever there is
TYPING_AFTER = 1.5
LAST_MOMENT = 4.5  # an answer given later might not arrive before the platform cuts the connection at 5 s
HOLD_UNTIL = 6.0  # without an answer the platform repeats the push, which is what a passive-only account needs
LAST_ATTEMPT = 3
DONE_FOR = 600
log = logging.getLogger(__name__)

Alive = Callable[[], Awaitable[bool]]
Start = Callable[[], Awaitable[None]]


class TurnFailed(WeChatError):
    """The turn could not be done and leaves no trace; the platform shall repeat the push."""


@dataclass(frozen=True)
class Visit:
    """One arrival of a push: which turn it belongs to, the how-manieth it is, whether its connection is still open."""

    key: str
    conversation: str
    user: str
    attempt: int
    alive: Alive


class Turns:
    """Runs turns and decides, for every arrival of a push, what is answered in its connection."""

    def __init__(
        self,
        speaker: Speaker,
        delivery: Delivery,
        ledger: Ledger,
        store: Store,
        settings: WeChatSettings,
    ) -> None:
        self._speaker = speaker
        self._delivery = delivery
        self._ledger = ledger
        self._store = store
        self._programs = settings.mini_programs
        self._running: dict[str, asyncio.Task[str]] = {}
        self._others: set[asyncio.Task[None]] = set()
        self._queue = Queue(store, ledger.new_id)

    async def answer(self, push: Push, step: Step, conversation: str, alive: Alive) -> str | None:
        """Text of the passive reply, or None for the bare acknowledgement; raises TurnFailed."""
        if isinstance(step, Ack):
            return None
        key = push.key(conversation)
        attempt = await self._store.increment(f"attempts:{key}", DONE_FOR)
        visit = Visit(key, conversation, push.user, attempt, alive)

        async def start() -> None:
            await self._start(push, step, visit)

        done = await self._done(key, TYPING_AFTER, start)
        if done is None:
            if attempt == 1 and await self._delivery.allowed():
                self._aside(self._delivery.typing(push.user))
            done = await self._done(key, BUDGET - TYPING_AFTER, start)
        return await (self._late(visit, start) if done is None else self._deliver(visit, done))

    async def close(self, patience: float = 10.0) -> None:
        """Let running turns end and their answers go out."""
        tasks = [*self._running.values(), *self._others]
        if tasks:
            await asyncio.wait(tasks, timeout=patience)

    async def _start(self, push: Push, step: Step, visit: Visit) -> None:
        """Claim the turn and run it, unless it runs or has run somewhere."""
        if visit.key in self._running:
            return
        lease = Lease(self._store, running(visit.key), LEASE_LIFE)
        if await self._result(visit.key) is not None or not await lease.claim():
            return
        async with AsyncExitStack() as claimed:
            await claimed.enter_async_context(lease.held())
            if await self._result(visit.key) is not None:
                return
            if push.grants:
                await self._ledger.contact(visit.conversation, push.grants)
            await self._queue.line_up(visit.conversation, visit.key)
            task = asyncio.create_task(self._run(step, visit, lease, claimed.pop_all()))
            self._running[visit.key] = task
            task.add_done_callback(lambda done: self._ended(visit.key, done))

    def _ended(self, key: str, task: asyncio.Task[str]) -> None:
        del self._running[key]
        if not task.cancelled() and (error := task.exception()):
            log.error("wechat: turn failed: %s", type(error).__name__)

    async def _run(self, step: Step, visit: Visit, lease: Lease, claimed: AsyncExitStack) -> str:
        """The turn itself, alone for its follower. Returns the id of the waiting answer, empty when there is none."""
        async with claimed, self._queue.place(visit.conversation, visit.key):
            said = await self._speaker.speak(visit.conversation, step)
            if await lease.lost() or await self._result(visit.key) is not None:
                return ""  # another process thought that we had died, and answers in our place
            waiting_id = await self._keep(visit.conversation, said) if said else ""
            await self._store.set(f"done:{visit.key}", waiting_id, DONE_FOR)
            if await self._store.get(f"let-go:{visit.key}"):
                await self._send(visit, waiting_id)
            return waiting_id

    async def _keep(self, conversation: str, said: Said) -> str:
        """Put the answer into the ledger, together with what still waited there."""
        if earlier := await self._ledger.take_all(conversation):
            said = said.after(earlier, self._speaker.words)
        waiting = Waiting(self._ledger.new_id(), said)
        await self._ledger.wait(conversation, waiting)
        return waiting.id

    async def _late(self, visit: Visit, start: Start) -> str | None:
        """The turn is not done in time: let the connection go, hold it until the platform asks again, or say so."""
        if await self._delivery.allowed():
            await self._store.set(f"let-go:{visit.key}", "1", DONE_FOR)
            done = await self._result(visit.key)
            return None if done is None else await self._deliver(visit, done)
        if visit.attempt >= LAST_ATTEMPT:
            return self._speaker.words["still_working"]
        done = await self._done(visit.key, LAST_MOMENT - BUDGET, start)
        if done is not None:
            return await self._deliver(visit, done)
        await asyncio.sleep(HOLD_UNTIL - LAST_MOMENT)
        return None

    async def _deliver(self, visit: Visit, waiting_id: str) -> str | None:
        """Reply in this connection, if it is the newest one and the answer has not been delivered."""
        newest = await self._store.get(f"attempts:{visit.key}")
        if not waiting_id or newest != str(visit.attempt) or not await visit.alive():
            return None
        waiting = await self._ledger.take(visit.conversation, waiting_id)
        if waiting is None:
            return None
        page, shown = waiting.said.opening(self._speaker.words)
        await self._ledger.show(visit.conversation, shown)
        return linked(page, self._programs)

    async def _send(self, visit: Visit, waiting_id: str) -> None:
        """Send the answer as a customer-service message; what cannot be sent goes on waiting."""
        waiting = await self._ledger.take(visit.conversation, waiting_id) if waiting_id else None
        if waiting and await self._delivery.send(visit.user, visit.conversation, waiting.said) is Outcome.later:
            await self._ledger.wait(visit.conversation, waiting)

    async def _done(self, key: str, seconds: float, start: Start) -> str | None:
        """Id of the waiting answer once the turn has ended, here or in another process; None when time is over.

        A turn that nobody runs is started, so that the turn of a process that died is taken over.
        """
        deadline = self._now() + seconds

        async def done_or_here() -> str | asyncio.Task[str] | None:
            await start()
            return self._running.get(key) or await self._result(key)

        found: str | asyncio.Task[str] | None = await poll(done_or_here, seconds)
        if not isinstance(found, asyncio.Task):
            return found
        await asyncio.wait({found}, timeout=max(0, deadline - self._now()))
        if not found.done():
            return None
        if found.cancelled() or found.exception():
            raise TurnFailed
        return found.result()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

    async def _result(self, key: str) -> str | None:
        return await self._store.get(f"done:{key}")

    def _aside(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._others.add(task)
        task.add_done_callback(self._others.discard)
