import { LitElement } from "lit";

/** A part of the chat with state of its own. It lives in the tree of <yidi-chat>, whose style it uses. */
export class Part extends LitElement {
  protected createRenderRoot(): HTMLElement {
    return this;
  }

  /** Tells the chat. `say`: send a message; `note`: show a short notice; the others are named where they are sent. */
  protected tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  protected say(text: string, shown = text): void {
    this.tell("say", { outgoing: { text }, shown });
  }
}
