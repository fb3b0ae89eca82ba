/** What the server sends; docs/web.md describes it. */

export interface Line {
  text: string;
  fact?: string;
  kind?: string;
  items?: string[];
}

export interface Section {
  title: string;
  lines: Line[];
}

export interface SourceRef {
  document: string;
  title: string;
  short: string;
  clauses: string[];
  number?: string;
  in_force?: string;
}

export type FormKind = "date" | "city" | "id" | "phone" | "text" | "choice";

/** A control that the assistant asks the citizen to fill in. */
export interface FormSpec {
  field: string;
  kind: FormKind;
  label: string;
  hint?: string;
  optional?: boolean;
  options?: (string | { title: string; value: string })[];
  min?: string;
  max?: string;
}

export interface Answer {
  id?: string;
  status?: string;
  sections?: Section[];
  sources?: SourceRef[];
  place?: { name: string; hotline?: string; assumed?: boolean } | null;
  as_of?: string | null;
  form?: FormSpec;
}

export interface Choice {
  title: string;
  token: string;
}

export interface Reply {
  text: string;
  choices: Choice[];
  answer: Answer;
}

/** `sent`: waiting for the answer; `retrying` and `failed`: not delivered; `done`: answered. */
export type TurnState = "sent" | "retrying" | "failed" | "done";

export interface Turn {
  message: string;
  said: string;
  replies: Reply[];
  state: TurnState;
  problem?: string;
  outgoing?: Outgoing;
}

/** A message on its way: a text, or a button's token with the title that it showed. */
export interface Outgoing {
  text?: string;
  token?: string;
  title?: string;
}

export interface Province {
  name: string;
  cities: string[];
}
