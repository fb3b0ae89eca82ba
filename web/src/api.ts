import { keep, recall } from "./memory";
import { readEvents } from "./sse";
import type { Outgoing, Province, Reply } from "./types";

/** The server said no; `text` says why in words for the citizen. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly text: string,
  ) {
    super(code);
  }
}

/** A turn as the server keeps it; `replies` is null while the answer is being made. */
export interface StoredTurn {
  id: number;
  message: string;
  said: string;
  replies: Reply[] | null;
}

const SILENCE_MS = 30_000;

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(36)).join("");
}

/** The server's protocol (bot/channels/web/routes.py). */
export class Api {
  private opening: Promise<string> | null = null;

  constructor(private readonly server: string) {}

  get known(): boolean {
    return recall("session") !== null;
  }

  async history(): Promise<StoredTurn[]> {
    const response = await this.call("/messages", { method: "GET" });
    return (await response.json()).turns;
  }

  /** Sends a message; `then` gets the replies with their position, again from 0 if the message is sent again. */
  async send(id: string, out: Outgoing, then: (index: number, reply: Reply) => void): Promise<void> {
    const body = JSON.stringify(Object.assign({ id }, out));
    const streams = typeof ReadableStream !== "undefined" && "body" in Response.prototype;
    const accept = streams ? "text/event-stream" : "application/json";
    const response = await this.call("/messages", { method: "POST", body, headers: { accept } });
    if (!response.body || !(response.headers.get("content-type") || "").startsWith("text/event-stream")) {
      (await response.json()).replies.forEach((reply: Reply, index: number) => then(index, reply));
      return;
    }
    let index = 0;
    let done = false;
    await readEvents(response.body, SILENCE_MS, ({ name, data }) => {
      if (name === "reply") then(index++, data);
      if (name === "done") done = true;
    });
    if (!done) throw new TypeError("cut");
  }

  async erase(): Promise<void> {
    const response = await this.call("/messages", { method: "DELETE" });
    keep("session", (await response.json()).session);
  }

  async rate(message: string, score: number, reason: string, answer: string): Promise<void> {
    await this.call("/ratings", { method: "POST", body: JSON.stringify({ message, score, reason, answer }) });
  }

  async places(): Promise<Province[]> {
    const response = await fetch(`${this.server}/web/places`);
    return (await response.json()).provinces;
  }

  /** A request with the session; a session that has run out is replaced once. */
  private async call(path: string, init: RequestInit, again = true): Promise<Response> {
    const session = await this.session();
    const stop = typeof AbortController === "undefined" ? null : new AbortController();
    const timer = setTimeout(() => stop?.abort(), SILENCE_MS);
    const headers = Object.assign({ authorization: `Bearer ${session}` }, init.body ? JSON_BODY : {}, init.headers);
    try {
      const response = await fetch(`${this.server}/web${path}`, Object.assign({}, init, { headers, signal: stop?.signal, credentials: "omit" }));
      if (response.ok) return response;
      if (response.status === 401 && again) {
        keep("session", null);
        return await this.call(path, init, false);
      }
      throw await refusal(response);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The session that is known, or a new one; several callers at once get the same. */
  private async session(): Promise<string> {
    const known = recall("session");
    if (known) return known;
    if (!this.opening) this.opening = this.open();
    try {
      return await this.opening;
    } finally {
      this.opening = null;
    }
  }

  private async open(): Promise<string> {
    const response = await fetch(`${this.server}/web/session`, { method: "POST", credentials: "omit" });
    if (!response.ok) throw await refusal(response);
    const { session } = await response.json();
    keep("session", session);
    return session;
  }
}

const JSON_BODY = { "content-type": "application/json" };

async function refusal(response: Response): Promise<Error> {
  try {
    const { error } = await response.json();
    return new Refusal(error.code, error.text);
  } catch {
    return new TypeError(`status ${response.status}`); // Not our server's words: a proxy in between, worth a retry.
  }
}
