import { once } from 'node:events';
import { type Response } from 'express';

/** Writes server-sent events, and waits when the client reads slower than we write. */
export class SseWriter {
  private isOpen = false;

  constructor(
    private readonly response: Response,
    private readonly signal: AbortSignal,
  ) {}

  /** Whether the headers are out: from then on an error can only be an event. */
  get opened(): boolean {
    return this.isOpen;
  }

  /** Sends one object as an event. The first call sends the headers. */
  async write(data: object): Promise<void> {
    await this.send(JSON.stringify(data));
  }

  /** Ends the stream as OpenAI does. */
  async end(): Promise<void> {
    await this.send('[DONE]');
    this.response.end();
  }

  private async send(data: string): Promise<void> {
    this.signal.throwIfAborted();
    this.open();
    if (this.response.write(`data: ${data}\n\n`)) return;
    await once(this.response, 'drain', { signal: this.signal });
  }

  private open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      // Proxies such as nginx would collect the events otherwise.
      'X-Accel-Buffering': 'no',
    });
    this.response.flushHeaders();
  }
}
