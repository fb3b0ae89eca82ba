import { html, nothing, type TemplateResult } from "lit";
import { copy } from "../copy";
import { pieces } from "../reading";

/** Text in which telephone numbers and web addresses can be tapped. It is text: nothing in it becomes markup. */
export function rich(text: string): TemplateResult {
  return html`${pieces(text).map(({ text, href }) => {
    if (!href) return text;
    if (href.startsWith("tel:")) return html`<a href=${href}>${text}</a>`;
    return html`<a href=${href} target="_blank" rel="noopener noreferrer">${text}<span class="vh">${copy.answer.new_window}</span></a>`;
  })}`;
}

/** Paragraphs of a text, one a line. */
export function paragraphs(text: string): TemplateResult | typeof nothing {
  const lines = text.split("\n").filter((line) => line.trim());
  return lines.length ? html`${lines.map((line) => html`<p><bdi>${rich(line)}</bdi></p>`)}` : nothing;
}
