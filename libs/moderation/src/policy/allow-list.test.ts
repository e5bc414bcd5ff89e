import { describe, expect, it } from '@jest/globals';

import { createModerator } from '../moderator/create-moderator.js';
import { applyVerdict } from '../redaction/apply-redactions.js';
import { definePolicy } from './parse-policy.js';
import { type PolicyDocument } from './schema/policy-schema.js';

describe('allow-list', () => {
  const mail = 'mail bob@harbour.org or eve@harbour.org now';
  const moderate = async (allow: NonNullable<PolicyDocument['allow']>, text = mail): Promise<string | undefined> => {
    const moderator = createModerator({ policy: definePolicy({ name: 'test', version: '1', allow }) });
    return applyVerdict(
      text,
      await moderator.moderate({ stage: 'output', role: 'assistant', text, path: 'p', requestId: 'r' }),
    );
  };

  it('allows a word in any case', async () => {
    expect(await moderate([{ words: ['BOB@harbour.org'] }])).toMatch(/^mail bob@harbour\.org or \[EMAIL_/);
  });

  it('allows the matches of a pattern', async () => {
    expect(await moderate([{ patterns: ['[a-z]+@harbour\\.org'] }])).toBe(mail);
  });

  it('allows only spans within a match, and only in the named categories', async () => {
    expect(await moderate([{ words: ['bob@harbour.org'], categories: ['hate'] }])).not.toContain('bob@');
    expect(await moderate([{ words: ['bob@example'] }])).not.toContain('bob@');
  });

  it('lets a category cover its parts', async () => {
    expect(await moderate([{ words: ['bob@harbour.org'], categories: ['x/pii'] }])).toContain('bob@harbour.org');
    expect(await moderate([{ words: ['bob@harbour.org'], categories: ['x/pii/card'] }])).not.toContain('bob@');
  });

  it('finds words after letters that grow in lower case', async () => {
    const text = `${'İ'.repeat(20)} bob@harbour.org eve@harbour.org`;
    expect(await moderate([{ words: ['bob@harbour.org'] }], text)).toMatch(/bob@harbour\.org \[EMAIL_/);
  });
});
