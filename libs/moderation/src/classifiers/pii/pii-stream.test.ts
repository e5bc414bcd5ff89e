import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createModerator } from '../../moderator/create-moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { applyVerdict } from '../../redaction/apply-redactions.js';
import { StreamGate } from '../../streaming/stream-gate.js';

const request = { requestId: 'request-1', conversationId: 'conversation-1' };
const run = { seed: 20_260_101, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

/** Personal data in many disguises, and pieces of text that change what stands beside them. */
const pieces = fc.constantFrom(
  'jan@acme.nl',
  'user%40acme.nl',
  'j&#64;acme.nl',
  '"john doe"@acme.nl',
  '"john',
  'jan (at) acme (dot) nl',
  'jan [at] acme.nl',
  '(at)',
  'git@github.com:org/repo.git',
  'noreply@example.com',
  'jan-\n  sen@acme.nl',
  Buffer.from('write to jan@acme.nl now').toString('base64'),
  '4111 1111 1111 1111',
  '4111\u00a01111\u00a01111\u00a01111',
  '4111 1111\n1111 1111',
  '4111-1111-\n1111-1111',
  '４１１１１１１１１１１１１１１１',
  '4111&nbsp;1111&nbsp;1111&nbsp;1111',
  '12/27 123',
  '1234 5678',
  '1234',
  '0.4111111111111111',
  '0.',
  '.5',
  'NL91\u00a0ABNA\u00a00417\u00a01643\u00a000',
  'IBAN:NL91ABNA0417164300BIC:ABNANL2A',
  'NL91 ABNA 0417',
  '1643 00',
  '06-12345678',
  '06 12 34 56 78',
  '+31 (0)6\n1234 5678',
  '0171 / 1234567',
  'ext 12',
  '- office',
  '123-45-6789',
  '85.07.30-033.28',
  '81.2.69.142',
  '81.2.69.42',
  ':8080',
  '/24',
  '- - [',
  '-beta',
  'card',
  'order no.',
  'call',
  'SSN:',
  'BSN 111222333',
  'version',
  'from',
  'the harbour',
  'a',
  ',',
  '|',
);
const joints = fc.constantFrom(' ', ' ', ' ', '\n', '', ', ');
const texts = fc
  .array(fc.tuple(pieces, joints), { minLength: 1, maxLength: 14 })
  .map((parts) => parts.map(([piece, joint]) => piece + joint).join(''));
const cuts = fc.array(fc.record({ offset: fc.nat(1_000), pause: fc.boolean() }), { maxLength: 12 });

const moderator = createModerator({
  policy: definePolicy({
    name: 'test',
    version: '1',
    categories: { 'x/pii': { action: 'redact' } },
    stages: { output: { classifiers: ['pii'] } },
    redaction: { hashKey: 'a key for tests only' },
    otherClassifiers: { timeoutMs: 120_000 },
    gate: { mode: 'window', windowCharacters: 16 },
  }),
});

async function gateAll(text: string, at: readonly { offset: number; pause: boolean }[]): Promise<string> {
  const ends = [...new Map(at.map(({ offset, pause }) => [offset % (text.length + 1), pause]))].toSorted(
    ([one], [other]) => one - other,
  );
  const gate = new StreamGate(moderator, request);
  let released = '';
  let start = 0;
  for (const [end, pause] of [...ends, [text.length, false] as const]) {
    released += (await gate.push(text.slice(start, end))).released;
    if (pause) released += (await gate.check()).released;
    start = end;
  }
  return released + (await gate.end()).released;
}

describe('the settled end of personal data', () => {
  it('redacts a stream to the same text as the whole, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(texts, cuts, async (text, at) => {
        const verdict = await moderator.moderate({ stage: 'output', role: 'assistant', text, path: 'p', ...request });
        expect(await gateAll(text, at)).toBe(applyVerdict(text, verdict));
      }),
      run,
    );
  });
});
