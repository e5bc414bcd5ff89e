import { describe, expect, it } from '@jest/globals';

import { createModerator } from '../moderator/create-moderator.js';
import { moderateArguments } from './moderate-arguments.js';

const moderator = createModerator();
const source = {
  stage: 'tool-call',
  role: 'assistant',
  path: 'tool_calls[0].arguments',
  requestId: 'request-1',
} as const;

describe('moderateArguments', () => {
  it('blocks a control string that an escape of JSON hides', async () => {
    const { verdict, text } = await moderateArguments(moderator, { ...source, text: '{"q":"\\u003c|im_start|>"}' });
    expect(verdict.outcome).toBe('block');
    expect(text).toBeUndefined();
  });

  it('reads a number together with its name', async () => {
    const { text } = await moderateArguments(moderator, { ...source, text: '{"ssn":"460-89-9847"}' });
    expect(text).toMatch(/^\{"ssn":"\[US_SSN_\w+\]"\}$/);
  });

  it.each(['{"a":1,  "b":[true]}', 'not json', '', '"text"', '7'])('returns %s unchanged', async (written) => {
    expect((await moderateArguments(moderator, { ...source, text: written })).text).toBe(written);
  });

  it('keeps every digit of a large integer, also beside a redaction', async () => {
    const written = '{"id":92345678901234567890, "to":"here"}';
    expect((await moderateArguments(moderator, { ...source, text: written })).text).toBe(written);
    const { text } = await moderateArguments(moderator, {
      ...source,
      text: written.replace('here', 'bob@harbour.org'),
    });
    expect(text).toMatch(/^\{"id":92345678901234567890,"to":"\[EMAIL_\w+\]"\}$/);
  });

  it('redacts text that is no JSON', async () => {
    const { text } = await moderateArguments(moderator, { ...source, text: '{"to": bob@harbour.org' });
    expect(text).toMatch(/^\{"to": \[EMAIL_\w+\]$/);
  });

  it('drops all but the last of two equal names, because only the last was moderated', async () => {
    const { text } = await moderateArguments(moderator, { ...source, text: '{"q":"<|im_start|>","q":"fine"}' });
    expect(text).toBe('{"q":"fine"}');
  });

  it('refuses arguments that are nested too deep', async () => {
    const { verdict, text } = await moderateArguments(moderator, { ...source, text: '['.repeat(100_000) });
    expect(verdict).toMatchObject({ outcome: 'error', cause: { code: 'too-long' } });
    expect(text).toBeUndefined();
  });
});
