import { once } from 'node:events';
import { type Response } from 'express';
import { ClientDisconnectedError } from '../errors/client-disconnected-error.js';

/** Milliseconds without an event before a comment is sent: proxies cut connections that are silent for a minute. */
const keepAliveInterval = 15_000;
/** Milliseconds that a client may take to read what was sent. */
const stallTimeout = 60_000;

/** Writes server-sent events, and waits while the client reads slower than the server writes. */
export class SseWriter {
  #isOpen = false;
  readonly #keepAlive: NodeJS.Timeout;
  readonly #response: Response;
  readonly #signal: AbortSignal;

  constructor(response: Response, signal: AbortSignal) {
    this.#response = response;
    this.#signal = signal;
    this.#keepAlive = setInterval(() => this.#comment(), keepAliveInterval);
  }

  /** Whether the headers are sent: from then on an error can only be an event. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Sends one object as an event. The first call sends the headers. @throws {ClientDisconnectedError} when the client has left */
  async write(data: object): Promise<void> {
    await this.#send(`data: ${JSON.stringify(data)}\n\n`);
  }

  /** Sends one object as an event with a name. @throws as `write` */
  async writeEvent(name: string, data: object): Promise<void> {
    await this.#send(toEvent(name, data));
  }

  /** Ends the stream without a last event. */
  close(): void {
    this.#response.end();
  }

  /** Ends the stream with an error as its last event, also when the signal is aborted: the client may still be there. */
  failEvent(name: string, data: object): void {
    if (this.#response.destroyed) return;
    this.#open();
    // A client that does not read is treated as one that has left.
    const stalled = setTimeout(() => this.#response.destroy(), stallTimeout).unref();
    this.#response.write(toEvent(name, data));
    this.#response.end(() => clearTimeout(stalled));
  }

  /** Ends the stream as OpenAI does. */
  async end(): Promise<void> {
    await this.#send('data: [DONE]\n\n');
    this.#response.end();
  }

  /** Ends the stream with an error as its last event. It is also sent when the signal is aborted: the client may be there. */
  fail(data: object): void {
    if (this.#response.destroyed) return;
    this.#open();
    // A client that does not read is treated as one that has left.
    const stalled = setTimeout(() => this.#response.destroy(), stallTimeout).unref();
    this.#response.write(`data: ${JSON.stringify(data)}\n\n`);
    this.#response.write('data: [DONE]\n\n');
    this.#response.end(() => clearTimeout(stalled));
  }

  /** Stops the comments. Call it at every end, also after an error. */
  stopComments(): void {
    clearInterval(this.#keepAlive);
  }

  #comment(): void {
    if (this.#signal.aborted || this.#response.writableNeedDrain) return;
    this.#open();
    this.#response.write(': waiting\n\n');
  }

  async #send(text: string): Promise<void> {
    this.#signal.throwIfAborted();
    if (this.#response.destroyed) throw new ClientDisconnectedError();
    this.#open();
    this.#keepAlive.refresh();
    if (this.#response.write(text)) return;
    const stalled = AbortSignal.timeout(stallTimeout);
    try {
      await once(this.#response, 'drain', { signal: AbortSignal.any([this.#signal, stalled]) });
    } catch (error) {
      // `once` rejects with an AbortError of its own, which would be logged as a failure of the server.
      this.#signal.throwIfAborted();
      if (!stalled.aborted) throw error;
      // A client that does not read is treated as one that has left.
      this.#response.destroy();
      throw new ClientDisconnectedError();
    }
  }

  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      // Proxies such as nginx would buffer the events otherwise.
      'X-Accel-Buffering': 'no',
    });
    this.#response.flushHeaders();
  }
}

function toEvent(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
