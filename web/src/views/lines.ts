import { html, nothing, type TemplateResult } from "lit";
import { copy, fill } from "../copy";
import { addressOf, kindOf, mapLink, unfold } from "../reading";
import type { Line, Section } from "../types";
import { phone, pin } from "./icons";
import { rich } from "./text";

/** Which items of a check-list are ticked, and how to change that. */
export interface Ticks {
  has(item: string): boolean;
  set(item: string, on: boolean): void;
}

/** The sections of an answer, each line in the form that serves it best. */
export function sections(all: Section[], hotline: string, ticks: Ticks, copyText: (text: string) => void): TemplateResult {
  return html`${all.map(
    ({ title, lines }) => html`<section>
      ${title ? html`<h3>${title}</h3>` : nothing}
      ${lines.map((line, index) => shown(line, lines.length > 1, index, hotline, ticks, copyText))}
    </section>`,
  )}`;
}

function shown(line: Line, many: boolean, index: number, hotline: string, ticks: Ticks, copyText: (text: string) => void) {
  switch (kindOf(line)) {
    case "checklist":
      return checklist(line, index, ticks);
    case "list":
    case "steps":
      return list(line, kindOf(line) === "steps");
    case "office":
      return office(line, hotline, copyText);
    default:
      return html`<p class=${many ? "point" : ""}><bdi>${rich(line.text)}</bdi></p>`;
  }
}

function list(line: Line, ordered: boolean): TemplateResult {
  const { before, items, after } = unfold(line);
  const rows = items.map((item) => html`<li><bdi>${rich(item)}</bdi></li>`);
  return html`<p>${rich(before)}</p>
    ${ordered ? html`<ol>${rows}</ol>` : html`<ul>${rows}</ul>`}
    ${after ? html`<p>${rich(after)}</p>` : nothing}`;
}

function checklist(line: Line, index: number, ticks: Ticks): TemplateResult {
  const { before, items, after } = unfold(line);
  const key = (item: string) => `${line.fact || index}:${items.indexOf(item)}`;
  const done = items.filter((item) => ticks.has(key(item))).length;
  return html`<fieldset class="checks">
    <legend>${before}</legend>
    ${items.map(
      (item) => html`<label>
        <input
          type="checkbox"
          .checked=${ticks.has(key(item))}
          @change=${(event: Event) => ticks.set(key(item), (event.target as HTMLInputElement).checked)}
        />
        <span class="tick" aria-hidden="true"></span><bdi>${item}</bdi>
      </label>`,
    )}
    <p class="progress">${fill(copy.answer.progress, { done, all: items.length })}</p>
    ${after ? html`<p>${rich(after)}</p>` : nothing}
  </fieldset>`;
}

function office(line: Line, hotline: string, copyText: (text: string) => void): TemplateResult {
  const address = addressOf(line);
  // 相城区：苏州市…: the name of the office stands out, its address below.
  const name = (/^[^：。]{2,20}(?=：)/.exec(line.text) || [""])[0];
  const number = /^[\d-]+$/.test(hotline) ? hotline : "";
  return html`<div class="office">
    <p>${name ? html`<b>${name}</b>` : nothing}<bdi>${rich(line.text.slice(name.length).replace(/^：/, ""))}</bdi></p>
    <div class="row">
      <a class="small" href=${mapLink(address)} aria-label="${copy.answer.navigate} ${address}">${pin}${copy.answer.navigate}</a>
      ${number
        ? html`<a class="small" href="tel:${number}" aria-label="${copy.answer.call} ${number}">${phone}${copy.answer.call}</a>`
        : nothing}
      <button class="small" type="button" aria-label="${copy.actions.copy} ${address}" @click=${() => copyText(address)}>
        ${copy.actions.copy}
      </button>
    </div>
  </div>`;
}
