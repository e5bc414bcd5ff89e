import { describe, expect, it } from '@jest/globals';

import { withTimeout } from './with-timeout.js';

const never = new Promise<never>(() => undefined);

describe('withTimeout', () => {
  it('gives the value or the error of a promise that settles in time', async () => {
    expect(await withTimeout(Promise.resolve(7), 1_000, () => 'late')).toBe(7);
    const error = new Error('failed');
    await expect(withTimeout(Promise.reject(error), 1_000, () => 'late')).rejects.toBe(error);
  });

  it('gives the value or the error of its function when the promise takes too long', async () => {
    expect(await withTimeout(never, 1, () => 'late')).toBe('late');
    const error = new Error('late');
    const onLate = (): never => {
      throw error;
    };
    await expect(withTimeout(never, 1, onLate)).rejects.toBe(error);
  });

  it('throws the reason of an abort while the promise is pending', async () => {
    const controller = new AbortController();
    const waiting = withTimeout(never, 1_000, () => 'late', controller.signal);
    controller.abort(new Error('the caller left'));
    await expect(waiting).rejects.toThrow('the caller left');
  });
});
