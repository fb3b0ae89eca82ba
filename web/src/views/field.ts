import { html, nothing, type TemplateResult } from "lit";
import { copy } from "../copy";
import { isIdNumber, isMobileNumber, masked } from "../numbers";
import type { FormSpec } from "../types";
import { Part } from "./part";

const PERSONAL = ["id", "phone"];

/** A control that the assistant asks for: date, city, ID or phone number, choice, text (docs/web.md, `form`). */
export class Field extends Part {
  static properties = { spec: { attribute: false }, problem: { state: true }, open: { state: true } };
  declare spec: FormSpec;
  declare problem: string;
  declare open: boolean;

  constructor() {
    super();
    this.problem = "";
    this.open = false;
  }

  protected render(): TemplateResult {
    const { spec } = this;
    const submit = html`<div class="row">
      <button class="primary">${copy.form.submit}</button>
      ${spec.optional ? html`<button type="button" class="small" @click=${() => this.say(copy.form.skip, copy.form.skip)}>${copy.form.skip}</button>` : nothing}
    </div>`;
    return html`<form class="field" novalidate @submit=${this.submit}>
      ${spec.kind === "choice"
        ? html`<fieldset><legend>${spec.label}</legend>${this.options()}</fieldset>`
        : html`<label for="yidi-value">${spec.label}</label>${this.control()}`}
      ${spec.hint ? html`<p class="hint">${spec.hint}</p>` : nothing}
      ${PERSONAL.includes(spec.kind) ? html`<p class="hint">${copy.form.personal}</p>` : nothing}
      <p class="problem" id="yidi-problem" role="alert">${this.problem}</p>
      ${submit}
    </form>`;
  }

  private control(): TemplateResult {
    const { spec } = this;
    const bad = this.problem ? "true" : "false";
    if (spec.kind === "city") return html`<yidi-city .label=${spec.label} ?bad=${!!this.problem}></yidi-city>`;
    if (spec.kind === "date")
      return html`<input id="yidi-value" name="value" type="date" min=${spec.min || ""} max=${spec.max || ""} aria-invalid=${bad} aria-describedby="yidi-problem" />`;
    if (!PERSONAL.includes(spec.kind))
      return html`<input id="yidi-value" name="value" type="text" maxlength="200" autocomplete="off" aria-invalid=${bad} aria-describedby="yidi-problem" />`;
    return html`<div class="secret">
      <input
        id="yidi-value" name="value" type=${this.open ? "text" : "password"} maxlength="24" autocomplete="off" spellcheck="false"
        inputmode=${spec.kind === "phone" ? "tel" : "text"} aria-invalid=${bad} aria-describedby="yidi-problem"
      />
      <button type="button" class="small" aria-pressed=${this.open ? "true" : "false"} @click=${() => (this.open = !this.open)}>
        ${this.open ? copy.form.hide : copy.form.show}
      </button>
    </div>`;
  }

  private options(): TemplateResult {
    return html`<div class="levels">
      ${(this.spec.options || []).map((option) => {
        const { title, value } = typeof option === "string" ? { title: option, value: option } : option;
        return html`<label><input type="radio" name="value" value=${value} data-title=${title} /><span>${title}</span></label>`;
      })}
    </div>`;
  }

  private submit(event: Event): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const raw = String(new FormData(form).get("value") || "").trim();
    const value = PERSONAL.includes(this.spec.kind) ? raw.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase() : raw;
    this.problem = this.check(value, form);
    if (this.problem) {
      form.querySelector<HTMLElement>("[name=value]")?.focus();
      return;
    }
    const title = form.querySelector<HTMLElement>("input:checked")?.dataset.title;
    this.say(value, PERSONAL.includes(this.spec.kind) ? masked(value) : (title || value));
  }

  private check(value: string, form: HTMLFormElement): string {
    if (!value) return copy.form.required;
    if (this.spec.kind === "id" && !isIdNumber(value)) return copy.form.id_bad;
    if (this.spec.kind === "phone" && !isMobileNumber(value)) return copy.form.phone_bad;
    const input = form.querySelector<HTMLInputElement>("input[type=date]");
    return input && !input.validity.valid ? input.validationMessage || copy.form.date : "";
  }
}
