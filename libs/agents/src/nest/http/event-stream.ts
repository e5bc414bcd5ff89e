import { once } from 'node:events';
import { type ServerResponse } from 'node:http';

/** Milliseconds without an event before a comment is sent: proxies cut connections that are silent for a minute. */
const keepAliveMilliseconds = 15_000;
/** Milliseconds that a client may take to read what was sent. */
const stallMilliseconds = 60_000;

/** An event to send. */
export interface SentEvent {
  readonly id?: number | string | undefined;
  readonly event?: string | undefined;
  /** JSON, without line breaks. */
  readonly data: string;
}

/** Aborts when the client leaves before the answer is complete. */
export function createLeaveSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.destroyed) leave();
  else response.once('close', leave);
  return controller.signal;
}

/** Sends events until there are no more or the client leaves. A client that reads too slowly counts as one that has left. */
export async function sendEvents(
  response: ServerResponse,
  events: AsyncIterable<SentEvent>,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const signal = createLeaveSignal(response);
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    // Proxies such as nginx would buffer the events otherwise.
    'x-accel-buffering': 'no',
    ...headers,
  });
  response.flushHeaders();
  const keepAlive = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': waiting\n\n');
  }, keepAliveMilliseconds);
  try {
    for await (const event of events) {
      if (signal.aborted) return;
      keepAlive.refresh();
      if (!response.write(toText(event)) && !(await drain(response, signal))) return;
    }
    response.end();
  } finally {
    clearInterval(keepAlive);
    if (!response.writableEnded) response.destroy();
  }
}

/** Waits until the client has read. @returns false when it does not read any more */
async function drain(response: ServerResponse, signal: AbortSignal): Promise<boolean> {
  try {
    await once(response, 'drain', { signal: AbortSignal.any([signal, AbortSignal.timeout(stallMilliseconds)]) });
    return true;
  } catch {
    return false;
  }
}

function toText({ id, event, data }: SentEvent): string {
  const lines = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${toLine(event)}`]),
    `data: ${data}`,
  ];
  return `${lines.join('\n')}\n\n`;
}

/** Names of events hold names of nodes, which an agent may choose. */
function toLine(text: string): string {
  return text.replace(/[\r\n\0]/g, ' ');
}

/** Milliseconds after which the first byte of a late answer is sent. */
const firstByteMilliseconds = 5_000;

/**
 * Sends JSON that takes long, with spaces before it so that no proxy cuts the connection. An error before the first byte has its own
 * status, and rejects.
 */
export async function sendLateJson(
  response: ServerResponse,
  value: Promise<unknown>,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const open = (): void => {
    if (!response.headersSent)
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...headers });
  };
  const keepAlive = setInterval(() => {
    open();
    response.write('\n');
  }, firstByteMilliseconds);
  try {
    const text = JSON.stringify(await value);
    open();
    response.end(text);
  } finally {
    clearInterval(keepAlive);
  }
}
