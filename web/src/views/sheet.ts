import { html, type TemplateResult } from "lit";
import { copy } from "../copy";
import { cross } from "./icons";
import { Part } from "./part";

/** A dialog over the chat: keeps the keyboard inside, closes with Escape, its close button is at the top right. */
export class Sheet extends Part {
  static properties = { heading: {}, content: { attribute: false } };
  declare heading: string;
  declare content: TemplateResult;

  protected firstUpdated(): void {
    this.querySelector<HTMLElement>(".sheet")!.focus();
  }

  protected render(): TemplateResult {
    return html`<div class="shade" @click=${this.close}></div>
      <div class="sheet" role="dialog" aria-modal="true" aria-labelledby="yidi-sheet" tabindex="-1" @keydown=${this.key}>
        <div class="sheet-head">
          <h3 id="yidi-sheet">${this.heading}</h3>
          <button type="button" class="round quiet" aria-label=${copy.menu.done} @click=${this.close}>${cross}</button>
        </div>
        ${this.content}
      </div>`;
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    }
    if (event.key !== "Tab") return;
    const stops = this.querySelectorAll<HTMLElement>(".sheet button, .sheet a, .sheet input, .sheet summary");
    const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
    const here = (this.getRootNode() as ShadowRoot).activeElement;
    if (here !== edge && !(event.shiftKey && here === this.querySelector(".sheet"))) return;
    event.preventDefault();
    (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
  }

  private close(): void {
    this.tell("close-sheet");
  }
}
