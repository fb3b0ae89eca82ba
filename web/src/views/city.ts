import { html, nothing, type TemplateResult } from "lit";
import { copy, fill } from "../copy";
import type { Province } from "../types";
import { Part } from "./part";

const MOST = 8;

/** A city with search: a combobox as WAI-ARIA describes it. Asks for the list by the event `places`. */
export class City extends Part {
  static properties = {
    label: {}, bad: { type: Boolean }, text: { state: true }, at: { state: true }, open: { state: true }, all: { state: true },
  };
  declare label: string;
  declare bad: boolean;
  declare text: string;
  declare at: number;
  declare open: boolean;
  declare all: { city: string; province: string }[];

  constructor() {
    super();
    this.text = "";
    this.at = -1;
    this.open = false;
    this.all = [];
  }

  connectedCallback(): void {
    super.connectedCallback();
    const take = (provinces: Province[]) => {
      this.all = provinces.reduce<typeof this.all>(
        (all, { name, cities }) => all.concat(cities.map((city) => ({ city, province: name }))), [],
      );
    };
    this.tell("places", take);
  }

  private get found(): typeof this.all {
    const wanted = this.text.trim();
    if (!wanted) return [];
    const starts = this.all.filter(({ city }) => city.startsWith(wanted));
    const rest = this.all.filter(({ city, province }) => !city.startsWith(wanted) && (city + province).includes(wanted));
    return [...starts, ...rest].slice(0, MOST);
  }

  protected render(): TemplateResult {
    const found = this.open ? this.found : [];
    return html`<div class="city">
      <input
        id="yidi-value" name="value" type="text" role="combobox" autocomplete="off" placeholder=${copy.form.city_search}
        aria-expanded=${found.length ? "true" : "false"} aria-controls="yidi-cities" aria-autocomplete="list"
        aria-activedescendant=${this.at >= 0 ? `yidi-city-${this.at}` : nothing}
        aria-invalid=${this.bad ? "true" : "false"} aria-describedby="yidi-problem"
        .value=${this.text} @input=${this.typed} @keydown=${this.key} @blur=${() => (this.open = false)}
      />
      <ul id="yidi-cities" role="listbox" aria-label=${this.label} .hidden=${!found.length}>
        ${found.map(
          ({ city, province }, index) => html`<li
            id="yidi-city-${index}" role="option" aria-selected=${index === this.at ? "true" : "false"}
            @mousedown=${(event: Event) => event.preventDefault()} @click=${() => this.choose(city)}
          >${city}<small>${province === city ? "" : province}</small></li>`,
        )}
      </ul>
      <p class="vh" role="status">${this.said(found.length)}</p>
    </div>`;
  }

  protected updated(): void {
    if (this.open) this.querySelector("ul")!.scrollIntoView({ block: "nearest" });
  }

  private said(count: number): string {
    if (!this.open || !this.text.trim()) return "";
    return count ? fill(copy.form.city_count, { n: count }) : copy.form.city_none;
  }

  private typed(event: Event): void {
    this.text = (event.target as HTMLInputElement).value;
    this.open = true;
    this.at = -1;
  }

  private key(event: KeyboardEvent): void {
    const found = this.found;
    if (event.isComposing || !this.open || !found.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : found.length - (this.at < 0 ? 0 : 1))) % found.length;
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.choose(found[this.at].city);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.open = false;
    }
  }

  private choose(city: string): void {
    this.text = city;
    this.open = false;
    this.at = -1;
  }
}
