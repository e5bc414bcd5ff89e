import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { type Response } from 'express';
import { ClientDisconnectedError } from '../errors/client-disconnected-error.js';
import { createEitherSignal, createRequestSignal } from './request-signal.js';

/** The part of a response that a signal reads. */
function createResponse(fields: { closed?: boolean; writableFinished?: boolean } = {}): Response {
  return Object.assign(new EventEmitter(), {
    closed: false,
    destroyed: false,
    writableFinished: false,
    ...fields,
  }) as unknown as Response;
}

describe('createRequestSignal', () => {
  it('aborts when the client leaves, and not when the response is finished', () => {
    const [left, finished] = [createResponse(), createResponse({ writableFinished: true })];
    const signals = [createRequestSignal(left), createRequestSignal(finished)];
    for (const response of [left, finished]) response.emit('close');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(signals[0]?.reason).toBeInstanceOf(ClientDisconnectedError);
  });

  it('is aborted from the start for a client that has left', () => {
    expect(createRequestSignal(createResponse({ closed: true })).aborted).toBe(true);
  });

  it('combines with a second signal, and aborts with either', () => {
    const leave = new AbortController();
    const signal = createEitherSignal(createRequestSignal(createResponse()), leave.signal);
    leave.abort('left');
    expect(signal.reason).toBe('left');
  });
});
