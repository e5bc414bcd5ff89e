import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { classify, foundBy } from '../../../testing/classify.js';
import { createSecretsClassifier } from './secrets-classifier.js';
import { tokenFormats } from './token-formats.js';

const secrets = createSecretsClassifier();

/** Removes the lookahead of a format, which the generator of texts cannot read. */
function withoutLookaround(source: string): string {
  return source.replace(/\(\?=.*\)$/, '');
}

describe('secrets classifier', () => {
  it.each(tokenFormats.map(({ label, source }) => [label, source] as const))(
    'finds tokens in the format %s (%s)',
    async (_, source) => {
      const beside = source.includes('["\']') ? '"' : source.includes('contribsys') ? '@gems.contribsys.com' : '';
      const tokens = fc.sample(fc.stringMatching(new RegExp(`^(?:${withoutLookaround(source)})$`)), {
        numRuns: 5,
        seed: 7,
      });
      for (const token of tokens) {
        const text = `Use ${token}${beside} from today on.`;
        const { spans } = await classify(secrets, text);
        expect(spans.some(({ start, end, score }) => start <= 4 && end >= 4 + token.length - 1 && score >= 0.5)).toBe(
          true,
        );
      }
    },
  );

  it.each([
    ['a private key', `-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----`],
    ['a private key without its end', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE'],
  ])('finds the whole of %s', async (_, key) => {
    expect(await foundBy(secrets, `my key:\n${key}`)).toEqual([key]);
  });

  it('finds both of two private keys on one line', async () => {
    const keys = ['MIIEow', 'MIIFab'].map(
      (body) => `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`,
    );
    expect(await foundBy(secrets, keys.join(' '))).toEqual(keys);
  });

  it.each([
    ['password = "hunter2Zq81xv"', 'hunter2Zq81xv'],
    ['password = "aB3$kL9!mN2@qR5"', 'aB3$kL9!mN2@qR5'],
    ['DB_PASSWORD=tR7#kPq2$vX9&z', 'tR7#kPq2$vX9&z'],
    ["pwd: 'Tr0ub4dor&3'", 'Tr0ub4dor&3'],
    ['api_key: 9f8Jk2Lm4Qp7Rt1Wx', '9f8Jk2Lm4Qp7Rt1Wx'],
    ['Authorization: Bearer abcDEF123456ghiJKL', 'abcDEF123456ghiJKL'],
    ['postgres://app:s3cr3tPw@db.internal:5432/app', 's3cr3tPw'],
    ['curl -u admin:9xK2mmQ1 https://api.internal', '9xK2mmQ1'],
    ['<add key="Password" value="K9x!2bbQ" />', 'K9x!2bbQ'],
    ['TWITCH_CLIENT_SECRET=q8w7e6r5t4y3u2i1o0p9a8s7d6f5g4', 'q8w7e6r5t4y3u2i1o0p9a8s7d6f5g4'],
  ])('finds the value of %s', async (text, value) => {
    expect(await foundBy(secrets, text)).toEqual([value]);
  });

  it.each([
    'The password is known to everyone here.',
    'password = "your_password"',
    'The password: at least 8 characters (1 digit).',
    'password=getPassword(user1, 42)',
    'api_key = process.env.API_KEY',
    'The key to success is preparation, they say.',
    'commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
    'sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c0b0f00a08',
    '"token_id": "550e8400-e29b-41d4-a716-446655440000"',
    'https://example.org/a/very/long/path/that-has-no-secret-in-it/index.html',
    '忘れないでください。パスワードは誰にも教えないこと。',
  ])('finds no secret in %s', async (text) => {
    expect(await foundBy(secrets, text)).toEqual([]);
  });

  it('finds no secret in fingerprints', async () => {
    for (let index = 0; index < 200; index += 1) {
      for (const name of ['md5', 'sha1', 'sha256', 'sha512']) {
        const digest = createHash(name).update(String(index)).digest('hex');
        expect(await foundBy(secrets, `The file's digest is ${digest}.`)).toEqual([]);
      }
    }
  });

  it('settles before text that may still become a secret', async () => {
    const settled = async (text: string): Promise<string> => {
      const { settledTo } = await classify(secrets, text, { partial: true });
      return text.slice(0, settledTo);
    };
    expect(await settled('My key is ghp_abc')).toBe('My key is ');
    expect(await settled('My key is -----BEGIN RSA ')).toBe('My key is ');
    expect(await settled('My key is -----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc ')).toBe('My key is ');
    expect(await settled('红灯笼挂在门口')).toBe('红灯笼挂在门口');
  });

  it.each([
    ['letters without end', 'a'.repeat(300_000)],
    ['names without values', 'password key token '.repeat(15_000)],
    ['key heads without feet', '-----BEGIN RSA PRIVATE KEY-----'.repeat(8_000)],
    ['addresses without end', 'a://b:'.repeat(50_000)],
    ['command lines', 'curl '.repeat(50_000)],
    ['dots and dashes', 'ey.-_'.repeat(50_000)],
    ['secrets without end', 'AKIAABCDEFGHIJKLMNOP '.repeat(14_000)],
  ])('ends in time on %s', async (_, text) => {
    await expect(classify(secrets, text)).resolves.toBeDefined();
  });
});
