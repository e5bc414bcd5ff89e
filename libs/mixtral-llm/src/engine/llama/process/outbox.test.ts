import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Outbox } from './outbox.js';
import { type WorkerMessage } from './protocol.js';

describe('Outbox', () => {
  const end = (id: number): WorkerMessage => ({ type: 'end', id });
  let sent: WorkerMessage[];
  let outbox: Outbox;
  beforeEach(() => {
    jest.useFakeTimers();
    sent = [];
    outbox = new Outbox((message) => sent.push(message));
  });
  afterEach(() => void jest.useRealTimers());

  it('delivers all messages together, in order, on flush', () => {
    for (const id of [1, 2, 3]) outbox.push(end(id));
    expect(sent).toEqual([]);
    outbox.flush();
    outbox.flush();
    expect(sent).toEqual([{ type: 'batch', messages: [end(1), end(2), end(3)] }]);
  });

  it('delivers a single message without a batch', () => {
    outbox.push(end(1));
    outbox.flush();
    expect(sent).toEqual([end(1)]);
  });

  it('delivers after a few milliseconds', () => {
    outbox.push(end(1));
    jest.advanceTimersByTime(2);
    outbox.push(end(2));
    jest.advanceTimersByTime(2);
    expect(sent).toEqual([{ type: 'batch', messages: [end(1), end(2)] }]);
  });

  it('delivers no more often than every 15 milliseconds', () => {
    outbox.push(end(1));
    jest.advanceTimersByTime(3);
    outbox.push(end(2));
    jest.advanceTimersByTime(10);
    outbox.push(end(3));
    expect(sent).toEqual([end(1)]);
    jest.advanceTimersByTime(5);
    expect(sent).toEqual([end(1), { type: 'batch', messages: [end(2), end(3)] }]);
  });
});
