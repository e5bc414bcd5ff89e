import { createContext, runInContext } from 'node:vm';

import { describe, expect, it } from '@jest/globals';

import {
  ClassifierError,
  ConfigurationError,
  ModerationError,
  PolicyError,
  RedactedError,
} from './moderation-errors.js';

describe('ModerationError.isInstance', () => {
  it('recognizes an error by its class, and every error of the library by the base class', () => {
    const error = new ClassifierError('words', 'The list cannot be read.');
    expect(ClassifierError.isInstance(error)).toBe(true);
    expect(ModerationError.isInstance(error)).toBe(true);
    expect(ConfigurationError.isInstance(error)).toBe(false);
    expect(error).toMatchObject({ name: 'ClassifierError', code: 'CLASSIFIER_FAILED' });
  });

  it('recognizes an error of another copy of the package in another realm', () => {
    const error: unknown = runInContext(
      "Object.assign(new Error('copy'), { code: 'POLICY_INVALID', [Symbol.for('leeward.moderation.error')]: true })",
      createContext({}),
    );
    expect(PolicyError.isInstance(error)).toBe(true);
    expect(RedactedError.isInstance(error)).toBe(false);
  });

  it.each([undefined, null, 'POLICY_INVALID', { code: 'POLICY_INVALID' }, new Error('no')])(
    'rejects %p, which has no marker of the library',
    (value) => {
      expect(ModerationError.isInstance(value)).toBe(false);
    },
  );
});
