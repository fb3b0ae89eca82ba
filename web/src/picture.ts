import { copy, fill, readableDate } from "./copy";
import { frame, kindOf, unfold } from "./reading";
import type { Reply } from "./types";

const WIDTH = 750;
const MARGIN = 48;
const SIZE = 30;
const LEADING = 1.6;

interface Row {
  text: string;
  font: string;
  colour: string;
  indent: number;
  gap: number;
}

/** Draws an answer as a picture that can be kept in a phone's album. */
export function draw(reply: Reply): Promise<Blob> {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d")!;
  const rows = lines(reply).reduce<Row[]>((all, row) => all.concat(wrapped(pen, row)), []);
  const height = rows.reduce((sum, row) => sum + SIZE * LEADING + row.gap, 0) + 2 * MARGIN;
  canvas.width = WIDTH;
  canvas.height = Math.ceil(height);
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, WIDTH, canvas.height);
  pen.fillStyle = "#0a5f68";
  pen.fillRect(0, 0, WIDTH, 12);
  pen.textBaseline = "top";
  let y = MARGIN;
  for (const row of rows) {
    y += row.gap;
    pen.font = row.font;
    pen.fillStyle = row.colour;
    pen.fillText(row.text, MARGIN + row.indent, y);
    y += SIZE * LEADING;
  }
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject())));
}

function lines(reply: Reply): Row[] {
  const plain = `${SIZE}px sans-serif`;
  const rows: Row[] = [{ text: copy.name, font: `bold ${SIZE + 6}px sans-serif`, colour: "#0a5f68", indent: 0, gap: 0 }];
  const add = (text: string, indent = 0, gap = 14, colour = "#17262b", font = plain) =>
    text.split("\n").forEach((part) => part && rows.push({ text: part, font, colour, indent, gap }));
  const { lead, tail, matched } = frame(reply);
  add(lead);
  for (const section of matched ? (reply.answer.sections || []) : []) {
    add(section.title, 0, 20, "#0a5f68", `bold ${plain}`);
    for (const line of section.lines) {
      const kind = kindOf(line);
      if (kind === "text" || kind === "office") {
        add(line.text);
        continue;
      }
      const { before, items, after } = unfold(line);
      add(before);
      items.forEach((item, at) => add(`${kind === "checklist" ? "☐" : kind === "steps" ? `${at + 1}.` : "•"} ${item}`, 24, 6));
      add(after);
    }
  }
  add(tail);
  const soft = "#51646b";
  reply.answer.sources?.forEach((source) => add(`${copy.answer.sources_prefix}${source.title} ${source.clauses.join("；")}`, 0, 10, soft));
  if (reply.answer.as_of) add(fill(copy.answer.as_of, { date: readableDate(reply.answer.as_of) }), 0, 10, soft);
  add(copy.actions.picture_foot, 0, 10, soft);
  return rows;
}

function wrapped(pen: CanvasRenderingContext2D, row: Row): Row[] {
  pen.font = row.font;
  const width = WIDTH - 2 * MARGIN - row.indent;
  const parts: string[] = [""];
  for (const sign of row.text) {
    if (pen.measureText(parts[parts.length - 1] + sign).width > width) parts.push("");
    parts[parts.length - 1] += sign;
  }
  return parts.map((text, at) => Object.assign({}, row, { text, gap: at ? 0 : row.gap }));
}
