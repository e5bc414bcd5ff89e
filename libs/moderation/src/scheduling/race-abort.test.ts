import { getEventListeners } from 'node:events';

import { describe, expect, it } from '@jest/globals';

import { raceAbort } from './race-abort.js';

const reason = new Error('the caller left');

describe('raceAbort', () => {
  it('gives the value of a promise and removes its listener', async () => {
    const { signal } = new AbortController();
    expect(await raceAbort(Promise.resolve(7), signal)).toBe(7);
    expect(await raceAbort(Promise.resolve(7), undefined)).toBe(7);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('throws the reason of an abort while the promise is pending', async () => {
    const controller = new AbortController();
    const waiting = raceAbort(new Promise<never>(() => undefined), controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it('throws the reason of an earlier abort, whatever becomes of the promise', async () => {
    for (const promise of [Promise.resolve(7), Promise.reject(new Error('late'))])
      await expect(raceAbort(promise, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
