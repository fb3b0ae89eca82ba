/** Prints one card, on a page of its own: a hidden frame, so that the site around the chat stays out of it. */
export function print(card: Element): void {
  const page = document.createElement("iframe");
  page.hidden = true;
  document.body.appendChild(page);
  const inside = page.contentDocument!;
  const sheet = inside.importNode(card.cloneNode(true) as Element, true);
  sheet.querySelectorAll(".actions, .vh, yidi-rating, .row").forEach((part) => part.remove());
  sheet.querySelectorAll("details").forEach((part) => (part.open = true));
  // cloneNode copies attributes only; what was ticked is a property.
  const ticked = card.querySelectorAll<HTMLInputElement>("input[type=checkbox]");
  sheet.querySelectorAll<HTMLInputElement>("input[type=checkbox]").forEach((box, at) => (box.checked = ticked[at].checked));
  inside.documentElement.lang = "zh-CN";
  inside.body.appendChild(sheet);
  const view = page.contentWindow!;
  view.addEventListener("afterprint", () => page.remove());
  view.focus();
  view.print();
}
