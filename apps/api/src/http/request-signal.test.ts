import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { type Response } from 'express';
import { ClientDisconnectedError } from '../errors/client-disconnected-error.js';
import { eitherSignal, requestSignal } from './request-signal.js';

/** As much of a response as a signal looks at. */
function respond(fields: { closed?: boolean; writableFinished?: boolean } = {}): Response {
  return Object.assign(new EventEmitter(), {
    closed: false,
    destroyed: false,
    writableFinished: false,
    ...fields,
  }) as unknown as Response;
}

describe('requestSignal', () => {
  it('aborts when the client leaves, and not when the response is finished', () => {
    const [left, finished] = [respond(), respond({ writableFinished: true })];
    const signals = [requestSignal(left), requestSignal(finished)];
    for (const response of [left, finished]) response.emit('close');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(signals[0]?.reason).toBeInstanceOf(ClientDisconnectedError);
  });

  it('is aborted already for a client that left before', () => {
    expect(requestSignal(respond({ closed: true })).aborted).toBe(true);
  });

  it('is one of two that end an answer', () => {
    const leave = new AbortController();
    const signal = eitherSignal(requestSignal(respond()), leave.signal);
    leave.abort('left');
    expect(signal.reason).toBe('left');
  });
});
