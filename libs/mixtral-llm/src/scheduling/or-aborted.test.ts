import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { orAborted } from './or-aborted.js';

const never = () => new Promise<never>(() => undefined);

describe('orAborted', () => {
  it('resolves with the result, and removes its listener', async () => {
    const { signal } = new AbortController();
    expect(await orAborted(Promise.resolve('done'), signal)).toBe('done');
    await new Promise((resolve) => setImmediate(resolve));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects with the error of the work', async () => {
    const { signal } = new AbortController();
    await expect(orAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
  });

  it('rejects with the reason of a signal that aborts before or during the work', async () => {
    const controller = new AbortController();
    const waiting = orAborted(never(), controller.signal);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    await expect(orAborted(never(), controller.signal)).rejects.toBe('enough');
  });

  it('waits without a signal', async () => {
    expect(await orAborted(Promise.resolve('done'), undefined)).toBe('done');
  });
});
