import { copy } from "./copy";
import type { Line, Reply } from "./types";

/** A piece of text: plain, or something to tap. */
export interface Piece {
  text: string;
  href?: string;
}

const TAPPABLE = /https?:\/\/[\w./?=&%#:~-]+|0\d{2,3}-\d{5,8}|\b400-?\d{3}-?\d{4}\b|\b1(?:10|19|20|2345|2333|2356|2366|2329|2393)\b/g;

/** Cuts a text at telephone numbers and web addresses. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (let match = TAPPABLE.exec(text); match; match = TAPPABLE.exec(text)) {
    if (match.index > from) found.push({ text: text.slice(from, match.index) });
    const what = match[0];
    found.push({ text: what, href: what.startsWith("http") ? what : `tel:${what}` });
    from = match.index + what.length;
  }
  TAPPABLE.lastIndex = 0;
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
}

/** What a reply says around its lines: `lead` before the first of them, `tail` after the last. */
export interface Frame {
  lead: string;
  tail: string;
  matched: boolean;
}

/** The frame of a reply, found by looking for its lines in its complete text. Sources are shown apart. */
export function frame(reply: Reply): Frame {
  const lines = (reply.answer.sections || []).reduce<Line[]>((all, section) => all.concat(section.lines), []);
  let first = -1;
  let last = -1;
  for (const { text } of lines) {
    const at = reply.text.indexOf(text, Math.max(last, 0));
    if (at < 0) continue;
    if (first < 0) first = at;
    last = at + text.length;
  }
  const matched = first >= 0;
  const without = (text: string) =>
    text
      .split("\n")
      .map((line) => line.replace(/^\s*•\s*/, "").trim())
      .filter((line) => line && !(reply.answer.sources?.length && line.startsWith(copy.answer.sources_prefix)))
      .join("\n");
  if (!matched) return { lead: without(reply.text), tail: "", matched };
  // Before the first line of several answers stands its heading, which the section shows.
  const lead = reply.text.slice(0, first).replace(/【[^】]*】$/, "");
  return { lead: without(lead), tail: without(reply.text.slice(last)), matched };
}

/** A line whose items stand in its sentence, taken apart: what comes before them, the items, what comes after. */
export function unfold(line: Line): { before: string; items: string[]; after: string } {
  const items = line.items || [];
  for (const joint of ["、", "；", "→", "，"]) {
    const whole = items.join(joint);
    const at = items.length ? line.text.indexOf(whole) : -1;
    if (at >= 0) {
      const after = line.text.slice(at + whole.length).replace(/^[。；，]/, "");
      return { before: line.text.slice(0, at).replace(/[：:，]?$/, "："), items, after };
    }
  }
  return { before: line.text, items, after: "" };
}

export type LineKind = "text" | "list" | "steps" | "checklist" | "office";

/** How a line is best shown. */
export function kindOf(line: Line): LineKind {
  if (line.kind === "address") return "office";
  if (!line.items?.length || line.items.length < 2) return line.kind === "materials" && line.items?.length ? "checklist" : "text";
  if (line.kind === "materials" || /(^|\.)(claim\.)?materials?(\.|_|$)/.test(line.fact || "")) return "checklist";
  if (line.kind === "items" || line.kind === "channels" || line.kind === "legal_basis") return "list";
  return line.kind === "way" || line.kind === "steps" ? "steps" : "text";
}

/** The address of an office line. */
export function addressOf(line: Line): string {
  return line.items?.[0] || line.text.replace(/^[^：]*：/, "").replace(/[。；].*$/, "");
}

/** A link that opens the map of the device itself, so that no map company's site is named here. */
export function mapLink(address: string): string {
  const apple = /iPhone|iPad|Macintosh/.test(navigator.userAgent);
  return `${apple ? "maps:?q=" : "geo:0,0?q="}${encodeURIComponent(address)}`;
}
