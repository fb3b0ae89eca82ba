import { html, nothing, type TemplateResult } from "lit";
import { copy } from "../copy";
import type { Turn } from "../types";
import { rich } from "./text";

// A longer text scrolls in its bubble, which then has to be reachable by keyboard.
const LONG = 400;

/** What was said and what was answered. */
export function turnView(turn: Turn, last: boolean, retry: (turn: Turn) => void): TemplateResult {
  const long = turn.said.length > LONG;
  return html`<div class="turn"><div class="me" tabindex=${long ? "0" : nothing}>
      <span class="vh">${copy.you}</span><bdi>${turn.said}</bdi>
    </div>
    ${turn.replies.map(
      (reply, index) => html`<yidi-reply
        .reply=${reply} .message=${turn.message} .last=${last && turn.state === "done" && index === turn.replies.length - 1}
      ></yidi-reply>`,
    )}
    ${turn.state === "sent" || turn.state === "retrying" ? typing(turn) : nothing}
    ${turn.state === "failed" ? undelivered(turn, retry) : nothing}</div>`;
}

function typing(turn: Turn): TemplateResult {
  return html`<div class="typing">
    <span class="bubbles" aria-hidden="true"><i></i><i></i><i></i></span>
    <span class=${turn.state === "retrying" ? "" : "vh"}>${turn.state === "retrying" ? copy.state.retrying : copy.state.typing}</span>
  </div>`;
}

function undelivered(turn: Turn, retry: (turn: Turn) => void): TemplateResult {
  const offline = turn.problem ? nothing : html`<p>${copy.offline_human.text}${copy.offline_human.phones.map((number) => html` <a href="tel:${number}">${number}</a>`)}</p>`;
  return html`<div class="undelivered">
    <p><strong>${copy.state.failed}</strong> ${turn.problem ? rich(turn.problem) : ""}</p>
    ${offline}
    <button type="button" class="small" @click=${() => retry(turn)}>${copy.state.retry}</button>
  </div>`;
}
