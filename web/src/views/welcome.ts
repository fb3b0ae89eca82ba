import { html, type TemplateResult } from "lit";
import { copy } from "../copy";
import { shield } from "./icons";

/** Who speaks, what it can do, and what happens with one's words: shown before the first message. */
export function welcome(say: (text: string) => void): TemplateResult {
  const words = copy.welcome;
  return html`<section class="welcome">
      <h3>${words.hello}</h3>
      <p>${words.text}</p>
      <p class="askme">${words.ask}</p>
      <div class="topics">
        ${words.topics.map(
          ([title, question]) => html`<button type="button" class="topic" @click=${() => say(question)}>${title}</button>`,
        )}
      </div>
    </section>
    <section class="notice" aria-label=${copy.notice.title}>
      ${shield}
      <div>
        <p>${copy.notice.text}</p>
        <details>
          <summary>${copy.notice.more}</summary>
          ${privacy()}
        </details>
      </div>
    </section>`;
}

/** The notice in full. */
export function privacy(): TemplateResult {
  return html`<ul>
    ${copy.notice.details.map((line) => html`<li>${line}</li>`)}
  </ul>`;
}
