import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type Response } from 'express';
import { ClientDisconnectedError } from '../errors/client-disconnected-error.js';
import { SseWriter } from './sse-writer.js';

/** A response whose client does not read: every `write` asks to wait for `drain`. */
class FullResponse extends EventEmitter {
  destroyed = false;
  ended = false;
  readonly writableNeedDrain = true;
  readonly written: string[] = [];
  readonly status = () => this;
  readonly set = () => this;
  readonly flushHeaders = () => undefined;

  write(data: string): boolean {
    this.written.push(data);
    return false;
  }

  end(onEnd?: () => void): void {
    this.ended = true;
    onEnd?.();
  }

  destroy(): void {
    this.destroyed = true;
  }
}

describe('SseWriter', () => {
  const writers: SseWriter[] = [];
  afterEach(() => {
    writers.splice(0).forEach((writer) => writer.stopComments());
    jest.restoreAllMocks();
  });

  function createWriter(signal = new AbortController().signal): { response: FullResponse; writer: SseWriter } {
    const response = new FullResponse();
    const writer = new SseWriter(response as unknown as Response, signal);
    writers.push(writer);
    return { response, writer };
  }

  it('waits until a slow client has read', async () => {
    const { response, writer } = createWriter();
    const written = writer.write({ text: 'a' });
    response.emit('drain');
    await expect(written).resolves.toBeUndefined();
    expect(response.written).toEqual(['data: {"text":"a"}\n\n']);
  });

  it('names events, and ends without one of its own', async () => {
    const { response, writer } = createWriter();
    const written = writer.writeEvent('ping', { type: 'ping' });
    response.emit('drain');
    await written;
    writer.close();
    expect(response.written).toEqual(['event: ping\ndata: {"type":"ping"}\n\n']);
    expect(response.ended).toBe(true);
  });

  it('sends a last error to a client that is there, also when the work for it was ended', () => {
    const work = new AbortController();
    const { response, writer } = createWriter(work.signal);
    work.abort(new Error('too late'));
    writer.failEvent('error', { type: 'error' });
    expect(response.written).toEqual(['event: error\ndata: {"type":"error"}\n\n']);
    expect(response.ended).toBe(true);
    response.destroy();
    writer.failEvent('error', { type: 'error' });
    expect(response.written).toHaveLength(1);
  });

  it('reports a client that leaves during back-pressure as disconnected', async () => {
    const client = new AbortController();
    const { writer } = createWriter(client.signal);
    const written = writer.write({ text: 'a' });
    client.abort(new ClientDisconnectedError());
    await expect(written).rejects.toBeInstanceOf(ClientDisconnectedError);
  });

  it('reports a client that stops reading as disconnected, and sends it nothing more', async () => {
    const stall = new AbortController();
    jest.spyOn(AbortSignal, 'timeout').mockReturnValue(stall.signal);
    const { response, writer } = createWriter();
    const written = writer.write({ text: 'a' });
    stall.abort(new DOMException('late', 'TimeoutError'));
    await expect(written).rejects.toBeInstanceOf(ClientDisconnectedError);
    expect(response.destroyed).toBe(true);
    await expect(writer.write({ text: 'b' })).rejects.toBeInstanceOf(ClientDisconnectedError);
    expect(response.written).toHaveLength(1);
  });
});
