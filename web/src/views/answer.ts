import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { copy, fill, readableDate } from "../copy";
import { keep, recall } from "../memory";
import { print } from "../print";
import { frame } from "../reading";
import type { Answer, Reply, SourceRef } from "../types";
import { alert, book, copies, picture, printer, star } from "./icons";
import { sections, type Ticks } from "./lines";
import { paragraphs } from "./text";
import { Part } from "./part";

const MOST_TICKS = 200;
// Buttons with a title longer than this stand below each other, as a list.
const SHORT = 10;
// What can be kept and rated; small talk and refusals cannot.
const RATED = ["needs_detail", "answered", "partly_answered", "not_covered"];

/** One reply as a card. Lives in the tree of <yidi-chat>, whose style it uses. */
export class ReplyCard extends Part {
  static properties = { reply: { attribute: false }, message: {}, last: { type: Boolean }, rating: { state: true } };
  declare reply: Reply;
  declare message: string;
  declare last: boolean;
  declare rating: boolean;

  protected willUpdate(changes: PropertyValues): void {
    if (changes.has("message")) this.rating = false;
  }

  protected render(): TemplateResult {
    const { answer, choices } = this.reply;
    const status = copy.status[answer.status || ""];
    const form = this.last ? answer.form : undefined;
    const long = choices.some(({ title }) => title.length > SHORT);
    // A control whose label is all that the reply says is enough; the question need not stand there twice.
    return html`<article class=${form?.label === this.reply.text.trim() ? "vh" : answer.status === "emergency" ? "bot urgent" : "bot"}>
        <span class="vh">${copy.assistant}</span>
        ${status ? html`<p class="tag ${answer.status}">${alert}${status}</p>` : nothing}
        <div class="body">${this.body(answer)}</div>
        ${answer.sources?.length ? sourceList(answer.sources, answer.as_of) : nothing}
        ${this.actions(answer)}
        ${this.rating
          ? html`<yidi-rating .message=${this.message} .answer=${answer.id || ""}></yidi-rating>`
          : nothing}
      </article>
      ${form ? html`<yidi-field .spec=${form}></yidi-field>` : nothing}
      ${this.last && choices.length
        ? html`<div class="choices ${long ? "long" : ""}" role="group" aria-label=${copy.choices}>
            ${choices.map(
              ({ title, token }) => html`<button type="button" class="chip" @click=${() => this.tell("say", { outgoing: { token, title }, shown: title })}>${title}</button>`,
            )}
          </div>`
        : nothing}`;
  }

  private body(answer: Answer): TemplateResult | typeof nothing {
    if (!answer.sections?.length) return paragraphs(this.reply.text);
    const { lead, tail, matched } = frame(this.reply);
    if (!matched) return paragraphs(this.reply.text);
    const copyText = (text: string) => void this.copy(text);
    return html`<div class="lead">${paragraphs(lead)}</div>
      ${sections(answer.sections, answer.place?.hotline || "", this.ticks(), copyText)}
      ${tail ? html`<div class="ask">${paragraphs(tail)}</div>` : nothing}`;
  }

  private actions(answer: Answer): TemplateResult | typeof nothing {
    if (!this.finished(answer)) return nothing;
    const wechat = /MicroMessenger/.test(navigator.userAgent);
    return html`<div class="actions" role="group" aria-label=${copy.actions.group}>
      <button type="button" @click=${() => this.copy(this.reply.text)}>${copies}${copy.actions.copy}</button>
      ${wechat
        ? nothing
        : html`<button type="button" @click=${() => print(this.querySelector(".bot")!)}>${printer}${copy.actions.print}</button>`}
      <button type="button" @click=${() => this.tell("picture", this.reply)}>${picture}${copy.actions.picture}</button>
      <button type="button" aria-expanded=${this.rating ? "true" : "false"} @click=${() => (this.rating = !this.rating)}>
        ${star}${copy.actions.rate}
      </button>
    </div>`;
  }

  /** Whether this is worth keeping and rating: an answer, or the end of a task; the steps of one have ids with a dot. */
  private finished({ id = "", status = "", sections }: Answer): unknown {
    return id.includes(".") ? status !== RATED[0] && !this.reply.choices.length : RATED.includes(status) && sections?.length;
  }

  /** Ticks are kept as numbers of items, never as their words. */
  private ticks(): Ticks {
    const read = (): string[] => JSON.parse(recall("ticks") || "[]");
    const name = (item: string) => `${this.message}:${item}`;
    return {
      has: (item) => read().includes(name(item)),
      set: (item, on) => {
        const rest = read().filter((one) => one !== name(item));
        keep("ticks", JSON.stringify((on ? [...rest, name(item)] : rest).slice(-MOST_TICKS)));
        this.requestUpdate();
      },
    };
  }

  private async copy(text: string): Promise<void> {
    if (await copied(text, this)) this.tell("note", copy.actions.copied);
  }
}

function sourceList(sources: SourceRef[], asOf?: string | null): TemplateResult {
  return html`<details class="sources">
    <summary>${book}${fill(copy.answer.sources, { n: sources.length })}</summary>
    ${asOf ? html`<p>${fill(copy.answer.as_of, { date: readableDate(asOf) })}</p>` : nothing}
    <ul>
      ${sources.map(
        (source) => html`<li>
          <cite>${source.title}</cite>
          <span>${[source.number, source.in_force ? fill(copy.answer.in_force, { date: readableDate(source.in_force) }) : ""].filter(Boolean).join(" · ")}</span>
          <span>${source.clauses.join("；")}</span>
        </li>`,
      )}
    </ul>
  </details>`;
}

/** Puts a text on the clipboard, by the old way where the new one is missing. */
async function copied(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "vh";
    near.appendChild(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
