import { describe, expect, it } from '@jest/globals';
import {
  type ClassifierFailureCode,
  defaultPolicy,
  type ErrorVerdict,
  Moderator,
  type ModerationStage,
} from '@leeward/moderation';
import { fromRefusal } from './from-refusal.js';

const policy = defaultPolicy();
const moderator = new Moderator({ policy, classifiers: [] });

function refuse(code: ClassifierFailureCode, stage: ModerationStage): Promise<ErrorVerdict> {
  const input = { stage, role: 'user', path: 'messages[0].content', text: '', requestId: 'request-1' } as const;
  return moderator.refuse(input, { classifier: 'words', code, message: 'It does not go.' });
}

describe('fromRefusal', () => {
  it.each<[ClassifierFailureCode, ModerationStage, number, string, string | null, number | undefined]>([
    ['too-long', 'input', 400, 'content_too_long', 'messages[0].content', undefined],
    ['too-long', 'output', 400, 'content_too_long', null, undefined],
    ['too-costly', 'input', 400, 'content_not_moderatable', 'messages[0].content', undefined],
    ['unreadable', 'tool-result', 400, 'content_not_moderatable', 'messages[0].content', undefined],
    ['overloaded', 'input', 429, 'moderation_overloaded', null, 2],
    ['timeout', 'input', 503, 'moderation_unavailable', null, 1],
    ['failed', 'output', 503, 'moderation_unavailable', null, 1],
  ])('answers a text that is %s at the stage %s with %i %s', async (code, stage, status, shown, param, retry) => {
    const error = fromRefusal(policy, await refuse(code, stage));
    expect(error.status).toBe(status);
    expect(error.retryAfterSeconds).toBe(retry);
    expect(error.body().error).toMatchObject({ code: shown, param });
  });

  it('invites to another try only where it may succeed', async () => {
    for (const code of ['too-long', 'too-costly', 'unreadable'] as const)
      expect(fromRefusal(policy, await refuse(code, 'input')).message).toBe('It does not go.');
    expect(fromRefusal(policy, await refuse('overloaded', 'input')).message).toContain('Try again');
  });
});
