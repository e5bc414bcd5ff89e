import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createModerator } from './create-moderator.js';
import { moderateArguments, moderateValue } from './moderate-value.js';
import { renderValue, replaceInValue } from './rendered-value.js';

const moderator = createModerator();
const facts = { stage: 'tool-call', role: 'assistant', path: 'tool_calls[0].arguments', requestId: 'request-1' } as const;

describe('moderateValue', () => {
  it('redacts inside strings, names and numbers, and keeps the shape', async () => {
    const value = { to: ['bob@example.org', 'nobody'], 'eve@example.org': { card: 4_111_111_111_111_111, urgent: true, note: null } };
    const moderated = await moderateValue(moderator, { ...facts, value });
    expect(moderated.verdict.outcome).toBe('redact');
    const text = JSON.stringify(moderated.value);
    expect(text).not.toMatch(/bob@|eve@|4111/);
    expect(text).toMatch(/^\{"to":\["\[EMAIL_\w+\]","nobody"\],"\[EMAIL_\w+\]":\{"card":"\[[A-Z_]+_\w+\]","urgent":true,"note":null\}\}$/);
  });

  it('blocks what an escape of JSON hides', async () => {
    const { verdict, text } = await moderateArguments(moderator, { ...facts, text: '{"q":"\\u003c|im_start|>"}' });
    expect(verdict.outcome).toBe('block');
    expect(text).toBeUndefined();
  });

  it('reads a name beside a number', async () => {
    const { text } = await moderateArguments(moderator, { ...facts, text: '{"ssn":"460-89-9847"}' });
    expect(text).toMatch(/^\{"ssn":"\[US_SSN_\w+\]"\}$/);
  });

  it.each(['{"a":1,  "b":[true]}', 'not json', '', '"text"', '7'])('gives %s unchanged', async (written) => {
    expect((await moderateArguments(moderator, { ...facts, text: written })).text).toBe(written);
  });

  it('redacts text that is no JSON', async () => {
    expect((await moderateArguments(moderator, { ...facts, text: '{"to": bob@example.org' })).text).toMatch(/^\{"to": \[EMAIL_\w+\]$/);
  });

  it('lets go on only the one of two equal names that was judged', async () => {
    const { text } = await moderateArguments(moderator, { ...facts, text: '{"q":"<|im_start|>","q":"fine"}' });
    expect(text).toBe('{"q":"fine"}');
  });

  it('refuses arguments that are nested too deep', async () => {
    const { verdict, text } = await moderateArguments(moderator, { ...facts, text: '['.repeat(100_000) });
    expect(verdict).toMatchObject({ outcome: 'error', cause: { code: 'too-long' } });
    expect(text).toBeUndefined();
  });

  it('needs no stack for deep values', async () => {
    const deep = `${'['.repeat(5_000)}"bob@example.org"${']'.repeat(5_000)}`;
    const { verdict, value } = await moderateValue(moderator, { ...facts, value: JSON.parse(deep) });
    expect(verdict.outcome).toBe('redact');
    expect(Array.isArray(value)).toBe(true);
  });

  it('rebuilds any value as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const rendered = renderValue(value);
        expect(JSON.stringify(replaceInValue(value, rendered, []))).toBe(JSON.stringify(value));
      }),
      { seed: 20_260_101, numRuns: 300 },
    );
  });
});
