import words from "virtual:copy";

/** All words of the element (knowledge/copy/web.yml, `widget`). */
export const copy = words;

/** Put values into the `{name}` places of a sentence. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** A date of the server (YYYY-MM-DD) as people read it. */
export function readableDate(date: string): string {
  const [y, m, d] = date.split("-").map(Number);
  return y && m && d ? fill(copy.answer.date, { y, m, d }) : date;
}
