import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { type Classifier } from '../contract/classifier.js';
import { Moderator } from '../moderator/moderator.js';
import { definePolicy } from '../policy/parse-policy.js';
import { StreamGate } from '../streaming/stream-gate.js';
import { applyVerdict } from './apply-redactions.js';
import { RedactionVault } from './vault.js';

const request = { requestId: 'request-1', stage: 'output' } as const;

/** Finds the digits 4111 and what follows them, wherever they are. */
const digitsClassifier: Classifier = {
  name: 'digits',
  categories: ['x/digits'],
  classify: async ({ text, partial }) => {
    const spans = [...text.matchAll(/4111\d{0,12}|bob(?:@x\.org)?|10\.1\.1\.1/g)].map(({ 0: found, index }) => ({
      start: index,
      end: index + found.length,
      category: 'x/digits' as const,
      score: 1,
      label: 'DIGITS',
    }));
    const settledTo = partial ? Math.max(0, text.length - 16) : text.length;
    return { scores: { 'x/digits': 0 }, spans, scanned: { start: 0, end: text.length }, settledTo };
  },
};

function moderatorWith(
  redaction: { style?: 'mask' | 'hash' | 'placeholder'; mode?: 'restore' },
  contextCharacters = 512,
): Moderator {
  const policy = definePolicy({
    name: 'test',
    version: '1',
    categories: { 'x/digits': { action: 'redact' } },
    gate: { contextCharacters, windowCharacters: 8 },
    redaction,
  });
  return new Moderator({ policy, classifiers: [digitsClassifier] });
}

async function redact(text: string, redaction: Parameters<typeof moderatorWith>[0] = {}): Promise<string> {
  return applyVerdict(text, await moderatorWith(redaction).check({ ...request, text })) ?? '';
}

/** Writes a placeholder without its hash. */
const plain = (text: string): string => text.replace(/_[0-9A-F]{6}\b|(?<=DIGITS[:_])[0-9a-f]{16}\b/g, '_#');

describe('the container of a redaction', () => {
  it.each([
    ['a number of JSON', '{"pan": 4111111111111111}', '{"pan": "[DIGITS_#]"}'],
    ['a number of JSON in prose', 'Found {"pan":4111111111111111, "a":1}.', 'Found {"pan":"[DIGITS_#]", "a":1}.'],
    ['a number that ends the text', '{"pan": 4111111111111111', '{"pan": "[DIGITS_#]"'],
    ['a part of a number, whole', '{"pan": -994111.5e3}', '{"pan": "[DIGITS_#]"}'],
    ['a number in a list', '{"a": [1, 4111, 2, 4111]}', '{"a": [1, "[DIGITS_#]", 2, "[DIGITS_#]"]}'],
    ['a number behind a text in a list', '["a", 4111]', '["a", "[DIGITS_#]"]'],
    ['a number on a line of its own', '{\n  "a": [\n    4111\n  ]\n}', '{\n  "a": [\n    "[DIGITS_#]"\n  ]\n}'],
    ['a number of JSON in JSON', '{"x":"{\\"pan\\":4111}"}', '{"x":"{\\"pan\\":\\"[DIGITS_#]\\"}"}'],
    ['a number in a list of JSON in JSON', '{"x":"{\\"pan\\":[4111]}"}', '{"x":"{\\"pan\\":[\\"[DIGITS_#]\\"]}"}'],
    ['digits in a string', '{"pan": "4111111111111111"}', '{"pan": "[DIGITS_#]"}'],
    ['a list in a string', '{"a": "see [4111] here, 4111"}', '{"a": "see [[DIGITS_#]] here, [DIGITS_#]"}'],
    ['JSON that is a string of JSON', '{"a": "[4111]"}', '{"a": "[\\"[DIGITS_#]\\"]"}'],
    ['digits in prose', 'Cards: 4111, 4111111111111111.', 'Cards: [DIGITS_#], [DIGITS_#].'],
    ['a part of a long number, as text', `{"a": ${'9'.repeat(80)}4111}`, `{"a": ${'9'.repeat(80)}[DIGITS_#]}`],
    ['a host', 'http://10.1.1.1:80/a', 'http://DIGITS_#:80/a'],
    ['a user of a URL', 'https://bob@x.org/', 'https://DIGITS_#/'],
    ['a value in the query of a URL', 'https://x.org/?to=bob@x.org', 'https://x.org/?to=[DIGITS_#]'],
    ['a part of a word in a host', 'https://abob.org/', 'https://a[DIGITS_#].org/'],
  ])('keeps %s readable', async (_, text, redacted) => {
    expect(plain(await redact(text))).toBe(redacted);
  });

  it.each([
    [{ style: 'mask' }, '{"pan": "************"}', 'http://********:80/'],
    [{ style: 'hash' }, '{"pan": "[DIGITS:_#]"}', 'http://DIGITS__#:80/'],
  ] as const)('keeps JSON and a URL readable with %j', async (redaction, json, url) => {
    expect(plain(await redact('{"pan": 411111111111}', redaction))).toBe(json);
    expect(plain(await redact('http://10.1.1.1:80/', redaction))).toBe(url);
  });

  const value = fc.oneof(
    fc.constantFrom<unknown>(
      4111,
      -4111,
      'see [4111, 4111] here, 4111',
      [4111, 'x', 4111],
      '[4111]',
      41_111_111.5,
      '4111',
      'bob',
      'http://10.1.1.1/',
      4111e20,
      'a "4111" b',
      null,
    ),
    fc.constant(Array.from({ length: 12 }, () => 4_111_111_111_111_111)),
    fc.string(),
    fc.double(),
  );
  const json = fc
    .tuple(
      fc.array(fc.record({ pan: value, 'a b': value, list: fc.array(value, { maxLength: 2 }) })),
      fc.constantFrom(0, 2),
      fc.boolean(),
    )
    .map(([list, indent, isNested]) => {
      const written = JSON.stringify(list, undefined, indent);
      return isNested ? JSON.stringify({ written }) : written;
    });
  const run = { seed: 20_260_401, numRuns: 100 };

  it('leaves every JSON text valid', async () => {
    await fc.assert(
      fc.asyncProperty(json, fc.constantFrom('mask', 'hash', 'placeholder'), async (text, style) => {
        const redacted = await redact(text, { style });
        expect(redacted).not.toMatch(/4111|bob/);
        expect(() => JSON.parse(redacted) as unknown).not.toThrow();
      }),
      run,
    );
  });

  it('is the same in a stream that is cut anywhere, and the vault gives the text back', async () => {
    const words = fc.constantFrom(
      '{"a": ',
      '[',
      ', ',
      '4111',
      '-',
      '.5',
      '}',
      ']',
      ' bob',
      'http://',
      '10.1.1.1',
      '"',
      'x',
      '\n',
    );
    const texts = fc.oneof(
      json,
      fc.array(words, { maxLength: 30 }).map((list) => list.join('')),
    );
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.array(fc.nat(300), { maxLength: 20 }),
        fc.boolean(),
        async (text, offsets, restores) => {
          const moderator = moderatorWith(restores ? { mode: 'restore' } : {}, 64);
          const vault = new RedactionVault();
          const whole = applyVerdict(text, await moderator.check({ ...request, text }, { vault }));
          const gate = new StreamGate(moderator, request, { vault });
          const restorer = vault.createTextRestorer();
          const ends = [...offsets.filter((end) => end < text.length).toSorted((a, b) => a - b), text.length];
          let released = '';
          let restored = '';
          for (const [index, end] of ends.entries()) {
            const step = await gate.push(text.slice(ends[index - 1] ?? 0, end));
            released += step.released;
            restored += restorer.push(step.released);
          }
          const last = await gate.end();
          expect(released + last.released).toBe(whole);
          if (restores) expect(restored + restorer.push(last.released) + restorer.end()).toBe(text);
          else expect(vault.size).toBe(0);
        },
      ),
      run,
    );
  });
});
