/** Listens once and gives what was heard, by the browser's own speech recognition; null where there is none. */
export interface Listener {
  stop(): void;
}

function recogniser(): (new () => any) | undefined {
  const here = window as any;
  return here.SpeechRecognition || here.webkitSpeechRecognition;
}

export const canListen = (): boolean => window.isSecureContext && recogniser() !== undefined;

export function listen(heard: (text: string) => void, ended: (failed: boolean) => void): Listener | null {
  const Recogniser = recogniser();
  if (!Recogniser) return null;
  const ear = new Recogniser();
  let failed = false;
  ear.lang = "zh-CN";
  ear.interimResults = true;
  ear.onresult = (event: any) => heard(Array.from(event.results as any[], (result) => result[0].transcript).join(""));
  ear.onerror = (event: any) => (failed = event.error !== "aborted");
  ear.onend = () => ended(failed);
  ear.start();
  return { stop: () => ear.stop() };
}
