import { runInNewContext } from 'node:vm';
import { describe, expect, it, jest } from '@jest/globals';
import { fromWireError, toWireError } from '../engine/wire-error.js';
import type * as Errors from './index.js';
import { EngineClosedError, MixtralLlmError, QueueFullError } from './index.js';

/** Loads the errors once more, as an app does that has two versions of the package installed. */
async function importOtherCopy(): Promise<typeof Errors> {
  jest.resetModules();
  return import('./index.js');
}

describe('isInstance', () => {
  it('recognises an error of its own class and of the base class only', () => {
    const error: unknown = new QueueFullError(64, 7);
    expect(QueueFullError.isInstance(error)).toBe(true);
    expect(MixtralLlmError.isInstance(error)).toBe(true);
    expect(EngineClosedError.isInstance(error)).toBe(false);
  });

  it('recognises an error of another copy of the package', async () => {
    const other = await importOtherCopy();
    const error: unknown = new other.QueueFullError(64, 7);
    expect(error).not.toBeInstanceOf(MixtralLlmError);
    expect(QueueFullError.isInstance(error) && error.retryAfterSeconds).toBe(7);
    expect(MixtralLlmError.isInstance(error)).toBe(true);
    expect(EngineClosedError.isInstance(error)).toBe(false);
    expect(other.QueueFullError.isInstance(new QueueFullError(64, 7))).toBe(true);
  });

  it('recognises an error that has crossed from one process to another', () => {
    const error = fromWireError(structuredClone(toWireError(new QueueFullError(64, 7))));
    expect(QueueFullError.isInstance(error) && error.retryAfterSeconds).toBe(7);
  });

  it('does not take the error of another library with the same code for its own', () => {
    expect(QueueFullError.isInstance(Object.assign(new Error('full'), { code: 'QUEUE_FULL' }))).toBe(false);
    expect(QueueFullError.isInstance(runInNewContext('Object.assign(new Error(), { code: "QUEUE_FULL" })'))).toBe(
      false,
    );
  });

  it.each([undefined, null, 'QUEUE_FULL', 5, {}])('refuses %p, which is no error', (value) => {
    expect(MixtralLlmError.isInstance(value)).toBe(false);
  });
});

it('gives every error the code of its class', async () => {
  const { MixtralLlmError: _, ...classes } = await import('./index.js');
  const codes = Object.values(classes).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(new QueueFullError(64, 7)).toMatchObject({ name: 'QueueFullError', code: 'QUEUE_FULL' });
});
