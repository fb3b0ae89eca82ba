/** One Server-Sent Event. */
export interface ServerEvent {
  name: string;
  data: any;
}

/**
 * Reads the events of a streamed response as they come; `then` gets each one.
 * Rejects when the stream breaks, or stays silent for `patience` milliseconds (the server writes something every 10 s).
 */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  patience: number,
  then: (event: ServerEvent) => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await within(patience, reader.read(), () => reader.cancel());
    rest += decoder.decode(value, { stream: !done });
    const blocks = rest.split("\n\n");
    rest = blocks.pop() || "";
    for (const block of blocks) {
      const event = parse(block);
      if (event) then(event);
    }
    if (done) return;
  }
}

function within<T>(milliseconds: number, work: Promise<T>, giveUp: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new TypeError("cut"));
      giveUp();
    }, milliseconds);
    work.then(resolve, reject).then(() => clearTimeout(timer));
  });
}

function parse(block: string): ServerEvent | null {
  let name = "message";
  let data = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    if (line.startsWith("data: ")) data += line.slice(6);
  }
  return data ? { name, data: JSON.parse(data) } : null;
}
