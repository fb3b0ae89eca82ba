/** What stays on the device: the session's id and settings, never a word of the conversation. */

export interface Settings {
  elder: boolean;
  size: number;
  theme: number;
}

const PREFIX = "yidi.";
const unsaved = new Map<string, string>();

function area(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // Blocked by the browser: the page still works, only without memory.
  }
}

export function recall(name: string): string | null {
  try {
    const kept = area()?.getItem(PREFIX + name);
    return kept || unsaved.get(name) || null;
  } catch {
    return unsaved.get(name) || null;
  }
}

export function keep(name: string, value: string | null): void {
  if (value === null) unsaved.delete(name);
  else unsaved.set(name, value);
  try {
    if (value === null) area()?.removeItem(PREFIX + name);
    else area()?.setItem(PREFIX + name, value);
  } catch {
    // Full or blocked: the value lives as long as the page.
  }
}

/** Calls back when another tab of this site keeps `name`; returns the way to stop that. */
export function onOtherTab(name: string, then: () => void): () => void {
  const listener = (event: StorageEvent) => {
    if (event.key === PREFIX + name) then();
  };
  addEventListener("storage", listener);
  return () => removeEventListener("storage", listener);
}

export function settings(): Settings {
  const standard: Settings = { elder: false, size: 0, theme: 0 };
  try {
    return Object.assign(standard, JSON.parse(recall("settings") || "{}"));
  } catch {
    return standard;
  }
}
