import { describe, expect, it } from '@jest/globals';

import { createModerator } from '../moderator/create-moderator.js';
import { notifyListener } from './notify-listener.js';

describe('tell', () => {
  it('hands over what is told', () => {
    const heard: unknown[] = [];
    notifyListener((...told: readonly unknown[]) => heard.push(told), 1, 'two');
    notifyListener(undefined, 1);
    expect(heard).toEqual([[1, 'two']]);
  });

  it('ignores what a listener throws, at once or later', async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown): void => void unheard.push(reason);
    process.on('unhandledRejection', hear);
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
    // Rejections that nobody heard are told before the next turn of timers.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);
    expect([verdict.outcome, unheard]).toEqual(['allow', []]);
  });
});
