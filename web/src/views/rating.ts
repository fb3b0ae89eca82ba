import { html, nothing, type TemplateResult } from "lit";
import { copy } from "../copy";
import { Part } from "./part";

const LOW = 2;

/** 好差评: five levels; a low one asks for the reason before it is sent. */
export class Rating extends Part {
  static properties = { message: {}, answer: {}, score: { state: true }, state: { state: true } };
  declare message: string;
  declare answer: string;
  declare score: number;
  declare state: "open" | "sent" | "failed";

  constructor() {
    super();
    this.score = 0;
    this.state = "open";
  }

  protected render(): TemplateResult {
    if (this.state === "sent") return html`<p class="rated" role="status">${copy.rating.thanks}</p>`;
    const levels = copy.rating.levels.map((title, index) => ({ title, score: index + 1 })).reverse();
    return html`<form class="rating" @submit=${this.submit}>
      <fieldset>
        <legend>${copy.rating.title}</legend>
        <div class="levels">
          ${levels.map(
            ({ title, score }) => html`<label>
              <input type="radio" name="score" value=${score} required @change=${() => (this.score = score)} /><span>${title}</span>
            </label>`,
          )}
        </div>
      </fieldset>
      ${this.score && this.score <= LOW ? this.why() : nothing}
      ${this.state === "failed" ? html`<p role="alert">${copy.rating.failed}</p>` : nothing}
      <button class="primary">${copy.rating.submit}</button>
    </form>`;
  }

  private why(): TemplateResult {
    return html`<fieldset>
      <legend>${copy.rating.why}</legend>
      <div class="levels">
        ${copy.rating.reasons.map((reason) => html`<label><input type="checkbox" name="reason" value=${reason} /><span>${reason}</span></label>`)}
      </div>
      <label class="other">${copy.rating.other}<input type="text" name="other" maxlength="200" autocomplete="off" /></label>
    </fieldset>`;
  }

  private submit(event: Event): void {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const reason = [...fields.getAll("reason"), fields.get("other")].filter(Boolean).join("；");
    const rated = { message: this.message, score: this.score, reason, answer: this.answer };
    const done = (stored: boolean) => (this.state = stored ? "sent" : "failed");
    this.tell("rate", { rated, done });
  }
}
