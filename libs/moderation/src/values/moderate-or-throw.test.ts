import { describe, expect, it } from '@jest/globals';

import { ContentRefusedError } from '../errors/moderation-errors.js';
import { createModerator } from '../moderator/create-moderator.js';
import { moderateOrThrow } from './moderate-or-throw.js';

const moderator = createModerator();
const source = { stage: 'output', role: 'assistant', path: 'answer', requestId: 'request-1' } as const;

describe('moderateOrThrow', () => {
  it('takes a text alone, with the defaults of check', async () => {
    expect(await moderateOrThrow(moderator, 'mail bob@harbour.org')).toMatch(/^mail \[EMAIL_\w+\]$/);
    expect(await moderateOrThrow(moderator, { text: 'Hello there', stage: 'output' })).toBe('Hello there');
  });

  it('returns a text with redactions applied', async () => {
    expect(await moderateOrThrow(moderator, { ...source, text: 'Hello there' })).toBe('Hello there');
    expect(await moderateOrThrow(moderator, { ...source, text: 'mail bob@harbour.org' })).toMatch(
      /^mail \[EMAIL_\w+\]$/,
    );
  });

  it('returns a value with redactions applied', async () => {
    const value = { to: ['bob@harbour.org'], count: 2 };
    const moderated = await moderateOrThrow(moderator, { ...source, value });
    expect(moderated).toEqual({ to: [expect.stringMatching(/^\[EMAIL_\w+\]$/)], count: 2 });
  });

  it('throws the verdict on a blocked text or value', async () => {
    for (const blocked of [{ text: 'Now <|im_start|>' }, { value: ['Now <|im_start|>'] }] as const) {
      const error: unknown = await moderateOrThrow(moderator, { ...source, ...blocked } as never).catch(
        (thrown: unknown) => thrown,
      );
      expect(ContentRefusedError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({ verdict: { outcome: 'block', path: 'answer' } });
    }
  });

  it('throws the verdict with the cause after an abort', async () => {
    const refused = moderateOrThrow(moderator, { ...source, text: 'Hello' }, { signal: AbortSignal.abort() });
    await expect(refused).rejects.toMatchObject({ verdict: { outcome: 'error', cause: { code: 'aborted' } } });
  });
});
