"""One push, one turn: run once, in order, answered within five seconds or as soon as it can be said.

A finished answer lies in the ledger as *waiting*; who delivers it takes it out, alone for its follower, so it is
delivered once. Takers are the open connection (passive reply), the customer-service message after the connection was
let go, a repetition of the push on accounts without that right, and at last the follower's next contact.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.channels.wechat.delivery import Delivery, Outcome
from bot.channels.wechat.errors import WeChatError
from bot.channels.wechat.ledger import Ledger
from bot.channels.wechat.pushes import Push
from bot.channels.wechat.queue import LEASE_LIFE, Queue, running
from bot.channels.wechat.render import linked
from bot.channels.wechat.said import Said
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.speaker import Speaker
from bot.channels.wechat.steps import Erase
from bot.channels.wechat.store import Lease, Store, poll
from bot.channels.wechat.work import KEPT_FOR, Turn, Work

BUDGET = 4.0  # seconds until the connection is answered whatever there is
TYPING_AFTER = 1.5
LAST_MOMENT = 4.5  # an answer given later might not arrive before the platform cuts the connection at 5 s
HOLD_UNTIL = 6.0  # without an answer the platform repeats the push, which is what a passive-only account needs
LAST_ATTEMPT = 3
DONE_FOR = KEPT_FOR  # a turn that is taken up must show whether it was done
MOST_TRIES = 3  # a push that brings down its process must not bring down all, one after the other
SWEEP_EVERY = 1.0
log = logging.getLogger(__name__)

Alive = Callable[[], Awaitable[bool]]


class TurnFailed(WeChatError):
    """The turn could not be done; the platform shall repeat the push."""


@dataclass(frozen=True)
class Visit:
    """One arrival of a push: when, the how-manieth of its turn, whether it is still connected, what ends with it."""

    turn: Turn
    arrived: float
    attempt: int
    alive: Alive
    until_sent: AsyncExitStack


class Turns:
    """Runs turns and decides, for every arrival of a push, what is answered in its connection."""

    def __init__(
        self,
        speaker: Speaker,
        delivery: Delivery,
        ledger: Ledger,
        store: Store,
        work: Work,
        settings: WeChatSettings,
        clock: Callable[[], float],
    ) -> None:
        self._speaker = speaker
        self._delivery = delivery
        self._ledger = ledger
        self._store = store
        self._work = work
        self._programs = settings.mini_programs
        self._running: dict[str, asyncio.Task[str]] = {}
        self._others: set[asyncio.Task[None]] = set()
        self._queue = Queue(store, work)
        self._clock = clock
        self._last = 0.0

    async def answer(self, push: Push, conversation: str, alive: Alive, until_sent: AsyncExitStack) -> str | None:
        """Text of the passive reply, or None for the bare acknowledgement; raises TurnFailed.

        What is entered into `until_sent` must be left when the reply has gone out.
        """
        turn, arrived = self._turn(push, conversation), self._now()
        await self._start(turn)  # before all else: the follower's next message may be on its way to another process
        attempt = await self._store.increment(f"attempts:{turn.key}", DONE_FOR)
        visit = Visit(turn, arrived, attempt, alive, until_sent)
        if push.grants and await self._store.add(f"granted:{turn.key}", "1", DONE_FOR):  # a repetition grants nothing
            await self._ledger.contact(conversation, push.grants)
        done = await self._done(turn, arrived + TYPING_AFTER)
        if done is None:
            if attempt == 1 and await self._delivery.allowed():
                self._aside(self._delivery.typing(turn.user))
            done = await self._done(turn, arrived + BUDGET)
        return await (self._late(visit) if done is None else self._deliver(visit, done))

    async def take_over(self) -> None:
        """Take up the turns whose processes have died. Nobody waits for them at a connection that is known here."""
        for turn in await self._work.turns():
            if turn.key in self._running or await self._store.get(running(turn.key)):
                continue
            if turn.key not in await self._work.keys():
                continue  # it has ended since, and its reply may be on its way
            if await self._delivery.allowed():
                await self._let_go(turn)
            await self._start(turn)

    async def take_over_for_ever(self) -> None:
        """Look for turns to take over until cancelled."""
        while True:
            try:
                await self.take_over()
            except Exception as error:  # whatever the store raises; it may be back the next time
                log.warning("wechat: no look for turns to take over: %s", type(error).__name__)
            await asyncio.sleep(SWEEP_EVERY)

    async def close(self, patience: float = 10.0) -> None:
        """Let running turns end and their answers go out."""
        tasks = [*self._running.values(), *self._others]
        if tasks:
            await asyncio.wait(tasks, timeout=patience)

    async def _start(self, turn: Turn) -> None:
        """Claim the turn and run it, unless it runs or has run somewhere."""
        if turn.key in self._running:
            return
        lease = Lease(self._store, running(turn.key), LEASE_LIFE)
        if not await lease.claim():
            return
        async with AsyncExitStack() as claimed:
            await claimed.enter_async_context(lease.held())
            await self._queue.line_up(turn)
            task = asyncio.create_task(self._run(turn, lease, claimed.pop_all()))
            self._running[turn.key] = task
            task.add_done_callback(lambda done: self._ended(turn.key, done))

    def _ended(self, key: str, task: asyncio.Task[str]) -> None:
        del self._running[key]
        if not task.cancelled() and (error := task.exception()):
            log.error("wechat: turn failed: %s", type(error).__name__)

    async def _run(self, turn: Turn, lease: Lease, claimed: AsyncExitStack) -> str:
        """The turn itself. Returns the id of the waiting answer, empty when there is none.

        What fails stays in the queue and is tried again; what another process has taken up is that one's to end.
        """
        async with claimed:
            done = await self._result(turn.key)
            if done is None:
                async with self._queue.alone(turn):
                    done = await self._speak(turn, lease)
            if done and await self._store.get(f"let-go:{turn.key}"):
                await self._send(turn)
            if not await lease.lost():
                await self._queue.leave(turn)
            return done

    async def _speak(self, turn: Turn, lease: Lease) -> str:
        """Find the answer and keep it, together with what still waited to be said."""
        tries = await self._store.increment(f"tries:{turn.key}", DONE_FOR)
        try:
            speak = self._speaker.speak(turn.conversation, turn.push) if tries <= MOST_TRIES else self._give_up(turn)
            said = await speak
        except Exception:  # of an erasure, which is never given up as long as it brings down no process
            await self._store.delete(f"tries:{turn.key}")
            raise
        if await lease.lost():
            return await self._result(turn.key) or ""  # another process thought that we had died: it answers
        done = f"done:{turn.key}"
        async with self._queue.handing_over(turn.conversation):
            if said is None:  # an erasure; a reply on its way has gone out by now and leaves nothing behind
                await self._ledger.forget(turn.conversation)
                await self._store.add(done, "", DONE_FOR)
                return ""
            if earlier := await self._ledger.waiting(turn.conversation):
                said = said.after([*earlier.values()], self._speaker.words)
            kept = await self._ledger.wait(turn.conversation, turn.key, said, done, DONE_FOR)
        return turn.key if kept else await self._result(turn.key) or ""

    async def _give_up(self, turn: Turn) -> Said | None:
        failure = self._speaker.failure(f"given up after {MOST_TRIES} tries")
        return None if isinstance(turn.push.step(self._speaker.guide), Erase) else failure

    async def _late(self, visit: Visit) -> str | None:
        """The turn is not done in time: let the connection go, hold it until the platform asks again, or say so."""
        if await self._delivery.allowed():
            await self._let_go(visit.turn)
            done = await self._result(visit.turn.key)
            return None if done is None else await self._deliver(visit, done)
        if visit.attempt >= LAST_ATTEMPT:
            return self._speaker.words["still_working"]
        done = await self._done(visit.turn, visit.arrived + LAST_MOMENT)
        if done is not None:
            return await self._deliver(visit, done)
        await asyncio.sleep(visit.arrived + HOLD_UNTIL - self._now())
        return None

    async def _let_go(self, turn: Turn) -> None:
        """The answer goes out as a customer-service message."""
        await self._store.set(f"let-go:{turn.key}", "1", DONE_FOR)

    async def _deliver(self, visit: Visit, done: str) -> str | None:
        """Reply in this connection, if it is the newest one and the answer has not been delivered.

        The platform repeats what was not answered, so an answer that misses its connection goes out with the next one;
        after the last one only a customer-service message can bring it.
        """
        turn = visit.turn
        if not done or await self._store.get(f"attempts:{turn.key}") != str(visit.attempt):
            return None
        handing_over = self._queue.handing_over(turn.conversation, visit.arrived + LAST_MOMENT - self._now())
        if not await visit.until_sent.enter_async_context(handing_over):
            self._aside(self._send(turn))
            return None
        said = (await self._ledger.waiting(turn.conversation)).get(turn.key)
        if said is None:
            return None
        page, shown = said.opening(self._speaker.words)
        await self._ledger.show(turn.conversation, shown)
        # Asked as late as can be: each step before may have taken long, and a busy process learns late of a cut.
        if self._now() > visit.arrived + BUDGET and await self._delivery.allowed():
            self._aside(self._send(turn))
            return None
        if not await visit.alive():
            if visit.attempt >= LAST_ATTEMPT:
                self._aside(self._send(turn))
            return None
        visit.until_sent.push_async_callback(self._ledger.delivered, turn.conversation, turn.key)
        return linked(page, self._programs)

    async def _send(self, turn: Turn) -> None:
        """Send the answer as a customer-service message; what cannot be sent goes on waiting.

        It is tried once. Of a message whose sender was killed nobody knows whether it arrived, as after a time-out.
        """
        async with self._queue.handing_over(turn.conversation):
            said = (await self._ledger.waiting(turn.conversation)).get(turn.key)
            if said is None or not await self._delivery.allowed():
                return
            if not await Lease(self._store, f"sending:{turn.key}", DONE_FOR).claim():
                return
            if await self._delivery.send(turn.user, turn.conversation, said) is not Outcome.later:
                await self._ledger.delivered(turn.conversation, turn.key)

    async def _done(self, turn: Turn, deadline: float) -> str | None:
        """Id of the waiting answer once the turn has ended, here or in another process; None when time is over.

        A turn that nobody runs is started, so that the turn of a process that died is taken over.
        """

        async def done_or_here() -> str | asyncio.Task[str] | None:
            if turn.key not in self._running and (done := await self._result(turn.key)) is not None:
                return done
            await self._start(turn)
            return self._running.get(turn.key)

        found: str | asyncio.Task[str] | None = await poll(done_or_here, deadline - self._now())
        if not isinstance(found, asyncio.Task):
            return found
        await asyncio.wait({found}, timeout=max(0, deadline - self._now()))
        if not found.done():
            return None
        if found.cancelled() or found.exception():
            raise TurnFailed
        return found.result()

    def _turn(self, push: Push, conversation: str) -> Turn:
        """The turn of a push, behind what was sent before it and what came before it within the same second.

        A `MsgId` does not tell which of two came first: it is CreateTime // 300 and 32 bits without an order.
        """
        self._last = max(self._clock(), self._last + 1e-6)
        return Turn(push.key(conversation), conversation, f"{push.created:012d} {self._last:017.6f}", push.fields)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

    async def _result(self, key: str) -> str | None:
        return await self._store.get(f"done:{key}")

    def _aside(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._others.add(task)
        task.add_done_callback(self._aside_ended)

    def _aside_ended(self, task: asyncio.Task[None]) -> None:
        self._others.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("wechat: not sent: %s", type(error).__name__)
