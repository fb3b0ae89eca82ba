import { Api, newId, Refusal, type StoredTurn } from "./api";
import { keep, onOtherTab } from "./memory";
import { masked } from "./numbers";
import type { Outgoing, Reply, Turn } from "./types";

const DELAYS_MS = [1000, 2000, 4000];
const LOOK_AGAIN_MS = 1500;
const LOOKS = 40;

/** The conversation as it stands on this page: what was said, what was answered, what is still on its way. */
export class Conversation {
  turns: Turn[] = [];
  private queue: Promise<void> = Promise.resolve();
  private stops: (() => void)[] = [];
  private looks = 0;

  constructor(
    readonly api: Api,
    private readonly changed: () => void,
  ) {}

  /** Shows what was said before, and follows what other tabs do. */
  async open(): Promise<void> {
    this.stops.push(onOtherTab("turn", () => void this.sync()), onOtherTab("session", () => void this.sync()));
    const online = () => this.undelivered.forEach((turn) => this.retry(turn));
    addEventListener("online", online);
    this.stops.push(() => removeEventListener("online", online));
    await this.sync();
  }

  close(): void {
    this.stops.forEach((stop) => stop());
    this.stops = [];
  }

  get waiting(): boolean {
    return this.turns.some((turn) => turn.state === "sent" || turn.state === "retrying");
  }

  /** Says something; messages leave in the order in which they were said. `shown` is what the page repeats. */
  say(outgoing: Outgoing, shown: string): void {
    const turn: Turn = { message: newId(), said: masked(shown), replies: [], state: "sent", outgoing };
    this.turns = [...this.turns, turn];
    this.deliverLater(turn);
  }

  /** Sends an undelivered message again, under its own id, so that the server answers it once. */
  retry(turn: Turn): void {
    turn.state = "sent";
    turn.problem = undefined;
    this.deliverLater(turn);
  }

  async erase(): Promise<void> {
    await this.api.erase();
    this.turns = [];
    this.tell();
  }

  private get undelivered(): Turn[] {
    return this.turns.filter((turn) => turn.state === "failed" && !turn.problem);
  }

  private deliverLater(turn: Turn): void {
    this.changed();
    this.queue = this.queue.then(() => this.deliver(turn));
  }

  private async deliver(turn: Turn): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.api.send(turn.message, turn.outgoing!, (index, reply) => this.take(turn, index, reply));
        turn.state = "done";
        break;
      } catch (problem) {
        const refused = problem instanceof Refusal && problem.code !== "pending" ? problem.text : undefined;
        if (refused || attempt === DELAYS_MS.length) {
          turn.state = "failed";
          turn.problem = refused;
          break;
        }
        turn.state = "retrying";
        this.changed();
        await pause(DELAYS_MS[attempt]);
      }
    }
    this.tell();
  }

  private take(turn: Turn, index: number, reply: Reply): void {
    turn.replies = [...turn.replies.slice(0, index), reply];
    this.changed();
  }

  private tell(): void {
    keep("turn", String(Date.now()));
    this.changed();
  }

  /** Takes over what the server knows; messages that are still here only stay at the end. */
  private async sync(): Promise<void> {
    if (!this.api.known) return;
    let stored: StoredTurn[];
    try {
      stored = await this.api.history();
    } catch {
      return; // No network: what is shown stays, and sending tells the citizen.
    }
    const mine = new Map(this.turns.map((turn) => [turn.message, turn] as const));
    const known = new Set(stored.map((turn) => turn.message));
    const unsent = this.turns.filter((turn) => !known.has(turn.message) && turn.state !== "done");
    this.turns = [...stored.map((turn) => merged(turn, mine.get(turn.message))), ...unsent];
    this.changed();
    if (stored.some((turn) => !turn.replies && !mine.get(turn.message)?.outgoing) && this.looks++ < LOOKS) {
      await pause(LOOK_AGAIN_MS);
      await this.sync();
    } else {
      this.looks = 0;
    }
  }
}

function merged(stored: StoredTurn, mine: Turn | undefined): Turn {
  if (mine?.outgoing && mine.state !== "done") return mine; // On its way from this page, which knows better.
  const said = mine?.said || stored.said;
  return { message: stored.message, said, replies: stored.replies || [], state: stored.replies ? "done" : "sent" };
}

/** Waits; the return of the network ends the wait early. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds);
    addEventListener("online", end, { once: true });
    function end(): void {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    }
  });
}
