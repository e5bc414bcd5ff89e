import { describe, expect, it, jest } from '@jest/globals';
import {
  ChatTemplateError,
  InvalidConversationError,
  PlanMismatchError,
  UnknownTokenError,
  WindowTooSmallError,
} from './chat-template-errors.js';
import { UntrustedTextError, type UntrustedTextFinding } from './untrusted-text-error.js';

const finding: UntrustedTextFinding = {
  messageIndex: 1,
  path: 'messages[1].content',
  offset: 0,
  length: 3,
  controlString: '<s>',
  form: 'exact',
  action: 'rejected',
};

describe('isInstance of the errors', () => {
  const invalid = new InvalidConversationError('EMPTY_CONVERSATION', -1, 'Empty.');
  const untrusted = new UntrustedTextError([finding]);
  const tooSmall = new WindowTooSmallError(2, 1);

  it('recognises every error of the library by the base class', () => {
    for (const error of [invalid, untrusted, tooSmall]) expect(ChatTemplateError.isInstance(error)).toBe(true);
    for (const value of [new Error('other'), { code: 'WINDOW_TOO_SMALL' }, undefined, null, 'text']) {
      expect(ChatTemplateError.isInstance(value)).toBe(false);
    }
  });

  it('distinguishes the classes', () => {
    expect(InvalidConversationError.isInstance(invalid)).toBe(true);
    expect(InvalidConversationError.isInstance(untrusted)).toBe(true);
    expect(InvalidConversationError.isInstance(tooSmall)).toBe(false);
    expect(UntrustedTextError.isInstance(untrusted)).toBe(true);
    expect(UntrustedTextError.isInstance(invalid)).toBe(false);
    expect(WindowTooSmallError.isInstance(tooSmall)).toBe(true);
    expect(PlanMismatchError.isInstance(tooSmall)).toBe(false);
  });

  it('recognises an error of another copy of the package', async () => {
    jest.resetModules();
    const copy = await import('./chat-template-errors.js');
    const error = new copy.UnknownTokenError(7);
    expect(error).not.toBeInstanceOf(UnknownTokenError);
    expect(UnknownTokenError.isInstance(error)).toBe(true);
    expect(ChatTemplateError.isInstance(error)).toBe(true);
    expect(WindowTooSmallError.isInstance(error)).toBe(false);
  });

  it('gives each error the name of its class', () => {
    expect([invalid.name, untrusted.name, tooSmall.name]).toEqual([
      'InvalidConversationError',
      'UntrustedTextError',
      'WindowTooSmallError',
    ]);
  });
});
