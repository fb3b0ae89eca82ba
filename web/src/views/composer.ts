import { html, nothing, type TemplateResult } from "lit";
import { copy, fill } from "../copy";
import { canListen, listen, type Listener } from "../voice";
import { arrow, cross, microphone } from "./icons";
import { Part } from "./part";

const LONGEST = 1000;
const COUNT_FROM = 800;

/** Where the citizen writes: grows with the text, sends with Enter, listens where the browser can. */
export class Composer extends Part {
  static properties = { text: {}, listening: { state: true } };
  declare text: string;
  declare listening: boolean;
  private listener: Listener | null = null;

  constructor() {
    super();
    this.text = "";
    this.listening = false;
  }

  focus(): void {
    this.querySelector("textarea")?.focus();
  }

  protected updated(): void {
    const area = this.querySelector("textarea")!;
    // The rows follow the text; a height in the style attribute would need CSSOM and fight with the elder sizes.
    area.rows = 1;
    while (area.rows < 5 && area.scrollHeight > area.clientHeight + 2) area.rows++;
  }

  protected render(): TemplateResult {
    const left = LONGEST - this.text.length;
    const note = left < 0 ? copy.composer.too_long : fill(copy.composer.count, { left });
    return html`<form class="composer" @submit=${this.submit}>
      <div class="write">
        <textarea
          rows="1" aria-label=${copy.composer.label} placeholder=${this.listening ? copy.composer.voice_on : copy.composer.placeholder}
          enterkeyhint="send" aria-invalid=${left < 0 ? "true" : "false"} aria-describedby="yidi-count"
          .value=${this.text} @input=${this.typed} @keydown=${this.key}
        ></textarea>
        ${canListen()
          ? html`<button type="button" class="round quiet" aria-pressed=${this.listening ? "true" : "false"}
              aria-label=${this.listening ? copy.composer.voice_stop : copy.composer.voice} @click=${this.voice}>
              ${this.listening ? cross : microphone}
            </button>`
          : nothing}
        <button class="round" aria-label=${copy.composer.send} .disabled=${!this.text.trim()}>${arrow}</button>
      </div>
      <p class="foot" id="yidi-count">${this.text.length > COUNT_FROM ? note : copy.composer.foot}</p>
    </form>`;
  }

  private typed(event: Event): void {
    this.text = (event.target as HTMLTextAreaElement).value;
  }

  private key(event: KeyboardEvent): void {
    // While a Chinese input method is open, Enter takes its word; old browsers tell that by 229 only.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit(event);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const text = this.text.trim();
    if (!text) return;
    this.listener?.stop();
    this.text = "";
    this.say(text);
  }

  private voice(): void {
    if (this.listener) {
      this.listener.stop();
      return;
    }
    const before = this.text;
    this.listening = true;
    this.listener = listen(
      (heard) => (this.text = before + heard),
      (failed) => {
        this.listening = false;
        this.listener = null;
        if (failed) this.tell("note", copy.composer.voice_failed);
        this.focus();
      },
    );
  }
}
