import { describe, expect, it } from '@jest/globals';

import { createModerator } from '../moderator/create-moderator.js';
import { notifyListener } from './notify-listener.js';

describe('notifyListener', () => {
  it('passes all parameters to the listener', () => {
    const calls: unknown[] = [];
    notifyListener((...parameters: readonly unknown[]) => calls.push(parameters), 1, 'two');
    notifyListener(undefined, 1);
    expect(calls).toEqual([[1, 'two']]);
  });

  it('ignores the errors of a listener, at once or later', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', onUnhandled);
    const throwing = (): never => {
      throw new Error('full');
    };
    notifyListener(throwing);
    const moderator = createModerator({ onDecision: () => Promise.reject(new Error('full')) as unknown as void });
    const verdict = await moderator.moderate({
      stage: 'input',
      role: 'user',
      text: 'Hello',
      path: 'p',
      requestId: 'r',
    });
    // Node reports unhandled rejections before the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onUnhandled);
    expect([verdict.outcome, unhandled]).toEqual(['allow', []]);
  });
});
