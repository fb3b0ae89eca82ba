import { YidiChat } from "./chat";
import { ReplyCard } from "./views/answer";
import { City } from "./views/city";
import { Composer } from "./views/composer";
import { Field } from "./views/field";
import { Rating } from "./views/rating";
import { Sheet } from "./views/sheet";

const script = document.currentScript as HTMLScriptElement | null;
YidiChat.server = script ? script.src.replace(/\/widget\.js.*$/, "") : "";

const elements: Record<string, CustomElementConstructor> = {
  "yidi-reply": ReplyCard,
  "yidi-rating": Rating,
  "yidi-field": Field,
  "yidi-city": City,
  "yidi-composer": Composer,
  "yidi-sheet": Sheet,
  "yidi-chat": YidiChat,
};
for (const name of Object.keys(elements)) {
  if (!customElements.get(name)) customElements.define(name, elements[name]);
}

/** One script tag suffices: with `data-yidi` it brings the element itself. */
function bring(): void {
  if (!document.querySelector("yidi-chat")) document.body.appendChild(document.createElement("yidi-chat"));
}
if (script && "yidi" in script.dataset) {
  if (document.body) bring();
  else document.addEventListener("DOMContentLoaded", bring);
}

/** Links of a page that carry `data-yidi-ask` ask their question in the chat instead of leading away. */
document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest?.<HTMLElement>("[data-yidi-ask]");
  const chat = document.querySelector<YidiChat>("yidi-chat");
  if (!link || !chat) return;
  event.preventDefault();
  chat.ask(link.dataset.yidiAsk!);
});
