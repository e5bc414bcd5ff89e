import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { classify, foundBy } from '../../../testing/classify.js';
import { innerLiteralFormats, tokenFormats } from './formats/token-formats.js';
import { createSecretsClassifier } from './secrets-classifier.js';
import { disguisedSecrets, secretSettings } from '../../../testing/secrets/secret-settings.js';
import { ordinarySettings } from '../../../testing/secrets/ordinary-settings.js';

const secrets = createSecretsClassifier();

/** Removes the lookaheads of a format, which the generator of texts cannot read. */
function withoutLookaround(source: string): string {
  return source.replace(/\(\?=[^()]*\)/g, '');
}

describe('secrets classifier', () => {
  it.each([...tokenFormats, ...innerLiteralFormats].map(({ label, source }) => [label, source] as const))(
    'finds tokens in the format %s (%s)',
    async (_, source) => {
      const beside = source.includes('["\']') ? '"' : '';
      const whole = new RegExp(`^(?:${source})${beside === '' ? '$' : '(?=.|$)'}`);
      const samples = fc.sample(fc.stringMatching(new RegExp(`^(?:${withoutLookaround(source)})$`)), {
        numRuns: 15,
        seed: 7,
      });
      // Keys are random: samples that repeat a sign or a word are left out.
      const tokens = samples.filter(
        (token) =>
          whole.test(token + beside) &&
          new Set(token).size >= 8 &&
          !/propertyIs|prototype|toString|valueOf|caller|arguments|__proto|__defin|__lookup/i.test(token) &&
          /\d/.test(token),
      );
      expect(tokens.length).toBeGreaterThan(0);
      for (const token of tokens.slice(0, 5)) {
        const { spans } = await classify(secrets, `Use ${token}${beside} from today on.`);
        expect({ token, isFound: spans.some(({ start, end }) => start <= 4 && end >= 4 + token.length - 1) }).toEqual({
          token,
          isFound: true,
        });
      }
    },
  );

  it.each([
    ['a private key', `-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----`],
    ['a private key without its end', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE'],
    ['a private key in JSON', '-----BEGIN PRIVATE KEY-----\\nMIIEow\\n-----END PRIVATE KEY-----'],
  ])('finds the whole of %s', async (_, key) => {
    expect(await foundBy(secrets, `my key:\n${key}`)).toEqual([key]);
  });

  it('finds both of two private keys on one line', async () => {
    const keys = ['MIIEow', 'MIIFab'].map(
      (body) => `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`,
    );
    expect(await foundBy(secrets, keys.join(' '))).toEqual(keys);
  });

  it.each(secretSettings)('finds only the value of %j', async (text, value) => {
    expect(await foundBy(secrets, text)).toEqual([value]);
  });

  it.each(disguisedSecrets)('finds the disguised secret in %j', async (text, passage) => {
    expect(await foundBy(secrets, text)).toEqual([passage]);
  });

  it.each(ordinarySettings)('finds no secret in %j', async (text) => {
    expect(await foundBy(secrets, text)).toEqual([]);
  });

  it.each(ordinarySettings.map((text) => JSON.stringify({ line: text })))(
    'finds no secret in JSON: %s',
    async (text) => {
      expect(await foundBy(secrets, text)).toEqual([]);
    },
  );

  it('finds no secret in fingerprints', async () => {
    for (let index = 0; index < 200; index += 1) {
      for (const name of ['md5', 'sha1', 'sha256', 'sha512']) {
        const digest = createHash(name).update(`${index}`).digest('hex');
        expect(await foundBy(secrets, `The file's digest is ${digest}.`)).toEqual([]);
      }
    }
  });

  it('covers the whole of a value of thousands of characters', async () => {
    const value = createHash('shake256', { outputLength: 1_500 }).update('long').digest('hex');
    expect(await foundBy(secrets, `client_secret=${value}`)).toEqual([value]);
  });

  it.each([
    ['letters without end', 'a'.repeat(300_000)],
    ['names without values', 'password key token '.repeat(15_000)],
    ['names with names as values', 'password=1key='.repeat(15_000)],
    ['key heads without feet', '-----BEGIN RSA PRIVATE KEY-----'.repeat(8_000)],
    ['addresses without end', 'a://b:'.repeat(50_000)],
    ['command lines', 'curl -u a'.repeat(30_000)],
    ['dots and dashes', 'ey.-_'.repeat(50_000)],
    ['services without keys', 'twitter='.repeat(30_000)],
    ['secrets without end', 'AKIAABCDEFGHIJKLMNOP '.repeat(14_000)],
  ])('ends in time on %s', async (_, text) => {
    await expect(classify(secrets, text)).resolves.toBeDefined();
  });
});
