import { html, LitElement, nothing, supportsAdoptingStyleSheets, unsafeCSS, type PropertyValues, type TemplateResult } from "lit";
import style from "virtual:style";
import { Api } from "./api";
import { Conversation } from "./conversation";
import { copy } from "./copy";
import { keep, settings, type Settings } from "./memory";
import { draw } from "./picture";
import type { Outgoing, Province, Reply } from "./types";
import { down, heart } from "./views/icons";
import { header } from "./views/header";
import { menu } from "./views/menu";
import { turnView } from "./views/turn";
import { welcome } from "./views/welcome";

const THEMES = ["auto", "light", "dark", "contrast"];
const NOTE_MS = 4000;
const NEAR_END = 80;

interface SheetState {
  heading: string;
  kind: "menu" | "picture";
  url?: string;
}

/**
 * <yidi-chat>: floating at the corner of a page, or filling its place with the attribute `full`.
 * `server` is the service's address (by default where the script came from); `draft` a text to begin with.
 */
export class YidiChat extends LitElement {
  static styles = unsafeCSS(style);
  static server = "";
  static properties = {
    server: {}, full: { type: Boolean }, draft: {}, open: { type: Boolean, reflect: true },
    settings: { state: true }, sheet: { state: true }, sure: { state: true }, note: { state: true }, away: { state: true },
  };
  declare server: string;
  declare full: boolean;
  declare draft: string;
  declare open: boolean;
  declare settings: Settings;
  declare sheet: SheetState | null;
  declare sure: boolean;
  declare note: string;
  declare away: boolean;
  private conversation!: Conversation;
  private places: Promise<Province[]> | null = null;
  private opener: HTMLElement | null = null;
  private progress = "";
  private schemes = [matchMedia("(prefers-color-scheme: dark)"), matchMedia("(prefers-contrast: more)")];
  private redraw = () => this.requestUpdate();

  constructor() {
    super();
    this.server = "";
    this.draft = "";
    this.settings = settings();
    this.sheet = null;
    this.note = "";
    this.sure = this.away = this.open = this.full = false;
  }

  /** Where style sheets cannot be adopted, a strict CSP still lets us link the same style as a file. */
  protected createRenderRoot(): HTMLElement | DocumentFragment {
    if (supportsAdoptingStyleSheets) return super.createRenderRoot();
    const root = this.attachShadow({ mode: "open" });
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = `${this.base}/widget.css`;
    root.appendChild(link);
    return root;
  }

  connectedCallback(): void {
    super.connectedCallback();
    this.conversation = new Conversation(new Api(this.base), () => this.requestUpdate());
    this.schemes.forEach((scheme) => scheme.addListener(this.redraw));
    addEventListener("offline", this.offline);
    addEventListener("online", this.online);
    void this.conversation.open();
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    this.conversation.close();
    this.schemes.forEach((scheme) => scheme.removeListener(this.redraw));
    removeEventListener("offline", this.offline);
    removeEventListener("online", this.online);
  }

  /** Asks a question as if the citizen had typed it; pages can offer their own buttons with it. */
  ask(text: string): void {
    this.open = true;
    this.say({ text }, text);
  }

  private get base(): string {
    return (this.server || YidiChat.server).replace(/\/$/, "");
  }

  protected render(): TemplateResult {
    if (!this.full && !this.open) return this.launcher();
    const { turns } = this.conversation;
    return html`<div class=${this.classes()} lang="zh-CN" @say=${this.heard} @note=${this.noted} @picture=${this.keepPicture}
      @rate=${this.rate} @places=${this.givePlaces} @close-sheet=${this.closeSheet} @keydown=${this.escape}>
      ${header(this.settings, !this.full, {
        human: () => this.say({ text: copy.human }, copy.human),
        elder: () => this.set({ elder: !this.settings.elder, size: 0 }),
        more: (event) => this.showSheet(event, { heading: copy.menu.title, kind: "menu" }),
        close: () => this.toggle(false),
      })}
      <div class="log" role="log" aria-label=${copy.log} tabindex="0" aria-busy=${this.conversation.waiting ? "true" : "false"} @scroll=${this.scrolled}>
        ${welcome((text) => this.say({ text }, text))}
        ${turns.map((turn, index) => turnView(turn, index === turns.length - 1, (failed) => this.conversation.retry(failed)))}
      </div>
      <div class="over">
        ${this.away ? html`<button type="button" class="to-end" aria-label=${copy.state.to_end} @click=${this.toEnd}>${down}</button>` : nothing}
        <p class="note ${this.note ? "on" : ""}" role="status">${this.note}</p>
      </div>
      <yidi-composer .text=${this.draft}></yidi-composer>
      ${this.sheet ? html`<yidi-sheet .heading=${this.sheet.heading} .content=${this.sheetContent(this.sheet)}></yidi-sheet>` : nothing}
    </div>`;
  }

  protected updated(changes: PropertyValues): void {
    const progress = this.conversation.turns.map((turn) => `${turn.message}${turn.replies.length}${turn.state}`).join();
    // The cards draw themselves after us; only then is known how high they are.
    if (progress !== this.progress && !this.away) requestAnimationFrame(() => this.toAnswer());
    this.progress = progress;
    if (changes.has("open") && this.open) this.renderRoot.querySelector<HTMLElement>("yidi-composer")?.focus();
    if (changes.get("open") === true && !this.full) this.renderRoot.querySelector<HTMLElement>(".launcher")?.focus();
  }

  private launcher(): TemplateResult {
    return html`<button type="button" class="launcher ${this.classes()}" aria-label=${copy.open} @click=${() => this.toggle(true)}>
      ${heart}<span>${copy.launcher}</span>
    </button>`;
  }

  private classes(): string {
    const { elder, size, theme } = this.settings;
    const [dark, more] = this.schemes.map((scheme) => scheme.matches);
    const colours = THEMES[theme] !== "auto" ? THEMES[theme] : more ? "contrast" : dark ? "dark" : "light";
    return `app ${this.full ? "full" : "floating"} ${elder ? "elder" : ""} size-${size} ${colours}`;
  }

  private set(change: Partial<Settings>): void {
    this.settings = Object.assign({}, this.settings, change);
    keep("settings", JSON.stringify(this.settings));
  }

  private toggle(open: boolean): void {
    this.open = open;
  }

  private say(outgoing: Outgoing, shown: string): void {
    this.away = false;
    this.conversation.say(outgoing, shown);
  }

  private heard(event: CustomEvent): void {
    this.draft = "";
    this.say(event.detail.outgoing, event.detail.shown);
    if ((event.target as Element).localName !== "yidi-composer") this.renderRoot.querySelector<HTMLElement>(".log")?.focus();
  }

  private noted(event: CustomEvent): void {
    this.tell(event.detail);
  }

  private tell(note: string): void {
    this.note = note;
    setTimeout(() => this.note === note && (this.note = ""), NOTE_MS);
  }

  private offline = () => this.tell(copy.state.offline);
  private online = () => this.tell(copy.state.online);

  private async rate(event: CustomEvent): Promise<void> {
    const { rated, done } = event.detail;
    try {
      await this.conversation.api.rate(rated.message, rated.score, rated.reason, rated.answer);
      done(true);
    } catch {
      done(false);
    }
  }

  private givePlaces(event: CustomEvent): void {
    if (!this.places) this.places = this.conversation.api.places();
    this.places.then(event.detail, () => (this.places = null));
  }

  private async keepPicture(event: CustomEvent<Reply>): Promise<void> {
    const opener = event.target as HTMLElement;
    const url = URL.createObjectURL(await draw(event.detail));
    this.opener = opener.querySelector(".actions button");
    this.sheet = { heading: copy.actions.picture_title, kind: "picture", url };
  }

  private showSheet(event: Event, sheet: SheetState): void {
    this.opener = event.currentTarget as HTMLElement;
    this.sheet = sheet;
  }

  private closeSheet(): void {
    if (this.sheet?.url) URL.revokeObjectURL(this.sheet.url);
    this.sheet = null;
    this.sure = false;
    this.opener?.focus();
  }

  private sheetContent({ kind, url }: SheetState): TemplateResult {
    if (kind === "picture") {
      return html`<p>${copy.actions.picture_hint}</p>
        <img class="picture" src=${url!} alt=${copy.actions.picture_title} />
        <a class="primary" href=${url!} download="yidi.png">${copy.actions.picture_download}</a>`;
    }
    const act = { set: (change: Partial<Settings>) => this.set(change), restart: () => void this.restart() };
    return menu(this.settings, this.sure, (sure) => (this.sure = sure), act);
  }

  private async restart(): Promise<void> {
    try {
      await this.conversation.erase();
      this.tell(copy.menu.cleared);
    } catch {
      this.tell(copy.state.offline);
    }
    this.closeSheet();
  }

  private escape(event: KeyboardEvent): void {
    if (event.key === "Escape" && !this.full && !this.sheet) this.toggle(false);
  }

  private scrolled(event: Event): void {
    const log = event.target as HTMLElement;
    this.away = log.scrollHeight - log.scrollTop - log.clientHeight > NEAR_END;
  }

  private toEnd(): void {
    const log = this.renderRoot.querySelector<HTMLElement>(".log")!;
    log.scrollTop = log.scrollHeight;
  }

  /** Shows the newest turn: its end if it fits, else its beginning, since that is where one starts to read. */
  private toAnswer(): void {
    const said = this.renderRoot.querySelectorAll<HTMLElement>(".me");
    const log = this.renderRoot.querySelector<HTMLElement>(".log");
    if (!log || !said.length) return;
    const begin = said[said.length - 1].offsetTop - log.offsetTop - 12;
    log.scrollTop = Math.min(begin, log.scrollHeight - log.clientHeight);
  }
}
