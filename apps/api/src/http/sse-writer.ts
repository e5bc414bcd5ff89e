import { once } from 'node:events';
import { type Response } from 'express';

/** Milliseconds without an event after which a comment is sent: proxies cut connections that are silent for a minute. */
const keepAliveInterval = 15_000;
/** Milliseconds that a client may take to read what was sent. */
const stallTimeout = 60_000;

/** Writes server-sent events, and waits when the client reads slower than we write. */
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

  /** Whether the headers are out: from then on an error can only be an event. */
  get opened(): boolean {
    return this.#isOpen;
  }

  /** Sends one object as an event. The first call sends the headers. */
  async write(data: object): Promise<void> {
    await this.#send(JSON.stringify(data));
  }

  /** Ends the stream as OpenAI does. */
  async end(): Promise<void> {
    await this.#send('[DONE]');
    this.#response.end();
  }

  /** Sends no more comments. Call it at the end, however it came. */
  stopWaiting(): void {
    clearInterval(this.#keepAlive);
  }

  #comment(): void {
    if (this.#signal.aborted || this.#response.writableNeedDrain) return;
    this.#open();
    this.#response.write(': waiting\n\n');
  }

  async #send(data: string): Promise<void> {
    this.#signal.throwIfAborted();
    this.#open();
    this.#keepAlive.refresh();
    if (this.#response.write(`data: ${data}\n\n`)) return;
    const stalled = AbortSignal.timeout(stallTimeout);
    try {
      await once(this.#response, 'drain', { signal: AbortSignal.any([this.#signal, stalled]) });
    } catch (error) {
      // The connection is held by a client that does not read: it is closed like one that has left.
      if (stalled.aborted) this.#response.destroy();
      throw error;
    }
  }

  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      // Proxies such as nginx would collect the events otherwise.
      'X-Accel-Buffering': 'no',
    });
    this.#response.flushHeaders();
  }
}
