import { html, nothing, type TemplateResult } from "lit";
import { copy } from "../copy";
import { isIdNumber, isMobileNumber } from "../numbers";
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
    const { kind, label, min, max } = this.spec;
    const personal = PERSONAL.includes(kind);
    if (kind === "city") return html`<yidi-city .label=${label} .bad=${!!this.problem}></yidi-city>`;
    const input = html`<input
      id="yidi-value" name="value" type=${kind === "date" ? kind : personal && !this.open ? "password" : "text"} min=${min || ""} max=${max || ""}
      maxlength=${personal ? 24 : 200} autocomplete="off" spellcheck="false" inputmode=${kind === "phone" ? "tel" : "text"}
      aria-invalid=${this.problem ? "true" : "false"} aria-describedby="yidi-problem"
    />`;
    if (!personal) return input;
    return html`<div class="secret">
      ${input}
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
    this.say(value, title || value); // A number of a person is masked where it is shown.
  }

  private check(value: string, form: HTMLFormElement): string {
    if (!value) return copy.form.required;
    if (this.spec.kind === "id" && !isIdNumber(value)) return copy.form.id_bad;
    if (this.spec.kind === "phone" && !isMobileNumber(value)) return copy.form.phone_bad;
    const input = form.querySelector<HTMLInputElement>("input[type=date]");
    return input && !input.validity.valid ? input.validationMessage || copy.form.date : "";
  }
}
