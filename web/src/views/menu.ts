import { html, type TemplateResult } from "lit";
import { copy } from "../copy";
import type { Settings } from "../memory";
import { privacy } from "./welcome";

/** What the menu can do. */
export interface MenuActions {
  set(change: Partial<Settings>): void;
  restart(): void;
}

/** Font size, colours, privacy, and starting anew. */
export function menu(settings: Settings, sure: boolean, askSure: (sure: boolean) => void, act: MenuActions): TemplateResult {
  const words = copy.menu;
  const sizes = settings.elder ? words.elder_sizes : words.sizes;
  return html`<fieldset>
      <legend>${words.size}</legend>
      ${radios("size", sizes, settings.size, (size) => act.set({ size }))}
    </fieldset>
    <fieldset>
      <legend>${words.theme}</legend>
      ${radios("theme", words.themes, settings.theme, (theme) => act.set({ theme }))}
    </fieldset>
    <label class="switch">
      <input type="checkbox" .checked=${settings.elder} @change=${() => act.set({ elder: !settings.elder, size: 0 })} />
      <span>${copy.elder}</span>
    </label>
    <details>
      <summary>${words.privacy}</summary>
      ${privacy()}
    </details>
    ${sure
      ? html`<div class="sure" role="alert">
          <p>${words.clear_sure}</p>
          <div class="row">
            <button type="button" class="danger" @click=${act.restart}>${words.yes}</button>
            <button type="button" class="small" @click=${() => askSure(false)}>${words.no}</button>
          </div>
        </div>`
      : html`<button type="button" class="wide" @click=${() => askSure(true)}>
          ${words.restart}<small>${words.restart_hint}</small>
        </button>`}`;
}

function radios(name: string, titles: string[], chosen: number, choose: (index: number) => void): TemplateResult {
  return html`<div class="levels">
    ${titles.map(
      (title, index) => html`<label>
        <input type="radio" name="yidi-${name}" .checked=${index === chosen} @change=${() => choose(index)} /><span>${title}</span>
      </label>`,
    )}
  </div>`;
}
