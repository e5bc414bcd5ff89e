import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { classify } from '../../../testing/classify.js';
import { applyVerdict } from '../../redaction/apply-redactions.js';
import { createModerator } from '../../moderator/create-moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { StreamGate } from '../../streaming/stream-gate.js';
import { createSecretsClassifier } from './secrets-classifier.js';
import { disguisedSecrets, secretSettings } from '../../../testing/secrets/secret-settings.js';
import { ordinarySettings } from '../../../testing/secrets/ordinary-settings.js';

const secrets = createSecretsClassifier();

async function settled(text: string): Promise<string> {
  const { settledTo } = await classify(secrets, text, { partial: true });
  return text.slice(0, settledTo);
}

describe('findSettledSecretsEnd', () => {
  it.each([
    ['My note, ghp_abc', 'My note, '],
    ['Hello; password = ', 'Hello;'],
    ['Hello; password', 'Hello; '],
    ['Hello; "token":\n  ', 'Hello;'],
    ['My key; -----BEGIN RSA ', 'My key; '],
    ['My key; -----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc ', 'My key;'],
    [
      'The line `-----BEGIN PRIVATE KEY-----` begins a key in this format, and many more words follow it here and there, so; then ',
      undefined,
    ],
    ['红灯笼挂在门口', '红灯笼挂在门口'],
    ['The ferry leaves at nine ', 'The ferry leaves at nine '],
  ])('releases of %j only the text that nothing can change', async (text, released = text) => {
    expect(await settled(text)).toBe(released);
  });

  it('gives a stream the redactions of the whole text, however it is cut', async () => {
    const policy = definePolicy({
      name: 'test',
      version: '1',
      categories: { 'x/secrets': { action: 'redact' }, 'x/pii': { action: 'flag' }, hate: { action: 'flag' } },
      redaction: { hashKey: 'a key for tests only' },
      otherClassifiers: { timeoutMs: 120_000 },
      gate: { mode: 'window', windowCharacters: 8, contextCharacters: 64 },
    });
    const moderator = createModerator({ policy });
    const request = { requestId: 'request-1', conversationId: 'conversation-1' };
    const part = fc.constantFrom(
      ...[...secretSettings, ...disguisedSecrets].map(([text]) => text),
      ...ordinarySettings.filter((text) => text.length < 200),
    );
    const separator = fc.constantFrom(' ', '\n', '. ', '; ', '\n\n');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(part, separator), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(600), { maxLength: 40 }),
        async (parts, offsets) => {
          const whole = parts.flat().join('');
          const verdict = await moderator.moderate({
            stage: 'output',
            role: 'assistant',
            text: whole,
            path: 'p',
            ...request,
          });
          const gate = new StreamGate(moderator, request);
          let released = '';
          let position = 0;
          for (const offset of [
            ...offsets.map((at) => at % (whole.length + 1)).toSorted((a, b) => a - b),
            whole.length,
          ]) {
            released += (await gate.push(whole.slice(position, offset))).released + (await gate.check()).released;
            position = offset;
          }
          released += (await gate.end()).released;
          expect(released).toBe(applyVerdict(whole, verdict));
        },
      ),
      { seed: 20_260_101, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100) },
    );
  });
});
