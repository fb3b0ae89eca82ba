import { html, nothing, type TemplateResult } from "lit";
import { copy } from "../copy";
import type { Settings } from "../memory";
import { bars, cross, letters, person } from "./icons";

/** What the buttons of the header do. */
export interface HeaderActions {
  human(): void;
  elder(): void;
  more(event: Event): void;
  close(): void;
}

/** Name, and what must always be one tap away: a person, the elder view, the menu. */
export function header(settings: Settings, closable: boolean, act: HeaderActions): TemplateResult {
  const elder = settings.elder ? copy.elder_off : copy.elder;
  return html`<header class="head">
    <div class="name">
      <h2>${copy.name}</h2>
      <p>${copy.subtitle}</p>
    </div>
    <div class="tools">
      <button type="button" @click=${act.human}>${person}<span>${copy.human}</span></button>
      <button type="button" @click=${act.elder}>${letters}<span>${elder}</span></button>
      <button type="button" aria-haspopup="dialog" @click=${act.more}>${bars}<span>${copy.more}</span></button>
      ${closable ? html`<button type="button" class="close" aria-label=${copy.close} @click=${act.close}>${cross}</button>` : nothing}
    </div>
  </header>`;
}
