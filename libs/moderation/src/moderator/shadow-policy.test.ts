import { describe, expect, it } from '@jest/globals';

import { createModerator } from './create-moderator.js';
import { ConfigurationError } from '../errors/moderation-errors.js';
import { definePolicy } from '../policy/parse-policy.js';
import { type ShadowDifference, ShadowPolicy } from './shadow-policy.js';

const candidate = definePolicy({
  name: 'candidate',
  version: '2',
  rules: [{ name: 'r', words: ['bluebird'] }],
  categories: { 'x/pii': { action: 'flag' } },
});

describe('ShadowPolicy', () => {
  it('reports differences and changes no verdict', async () => {
    const differences: ShadowDifference[] = [];
    const shadow = new ShadowPolicy({ policy: candidate, onDifference: (difference) => differences.push(difference) });
    const moderator = createModerator({ shadow });
    const moderate = (text: string) =>
      moderator.moderate({ stage: 'input', role: 'user', text, path: 'text', requestId: text.slice(0, 4) });
    expect((await moderate('same words')).outcome).toBe('allow');
    expect((await moderate('bluebird one')).outcome).toBe('allow');
    expect((await moderate('mail bob@harbour.org')).outcome).toBe('redact');
    await shadow.settled();
    expect(shadow).toMatchObject({ compared: 3, different: 2 });
    expect(differences).toEqual([
      {
        requestId: 'blue',
        stage: 'input',
        path: 'text',
        active: { policyName: 'balanced', policyVersion: '1', outcome: 'allow', categories: [], redactions: 0 },
        candidate: {
          policyName: 'candidate',
          policyVersion: '2',
          outcome: 'block',
          categories: ['x/rules'],
          redactions: 0,
        },
      },
      expect.objectContaining({
        requestId: 'mail',
        candidate: expect.objectContaining({ outcome: 'allow', categories: ['x/pii/email'] }),
      }),
    ]);
  });

  it('compares nothing after an abort', async () => {
    const shadow = new ShadowPolicy({ policy: candidate });
    const verdict = await createModerator({ shadow }).moderate(
      { stage: 'input', role: 'user', text: 'bluebird', path: 'p', requestId: 'r' },
      { signal: AbortSignal.abort() },
    );
    await shadow.settled();
    expect(verdict).toMatchObject({ outcome: 'error', cause: { code: 'aborted' } });
    expect(shadow.compared).toBe(0);
  });

  it('compares later decisions although its listener throws', async () => {
    const shadow = new ShadowPolicy({
      policy: candidate,
      onDifference: () => {
        throw new Error('full');
      },
    });
    const moderator = createModerator({ shadow });
    for (const text of ['bluebird', 'bluebird'])
      await moderator.moderate({ stage: 'input', role: 'user', text, path: 'p', requestId: 'r' });
    await shadow.settled();
    expect(shadow.different).toBe(2);
  });

  it('skips decisions when too many wait', async () => {
    const shadow = new ShadowPolicy({ policy: candidate });
    const moderator = createModerator({ shadow });
    const inputs = Array.from(
      { length: 3_000 },
      () => ({ stage: 'input', role: 'user', text: 'a', path: 'p', requestId: 'r' }) as const,
    );
    const follow = shadow.follow([]);
    const verdict = await moderator.moderate(
      inputs[0] ?? { stage: 'input', role: 'user', text: '', path: '', requestId: '' },
    );
    for (const input of inputs) follow(input, verdict);
    await shadow.settled();
    expect(shadow.skipped).toBeGreaterThan(1_900);
    expect(shadow.compared + shadow.skipped).toBe(3_001);
  });

  it('refuses a candidate that names an unknown classifier', () => {
    const policy = definePolicy({ name: 'c', version: '1', classifiers: { absent: { enabled: true } } });
    expect(() => createModerator({ shadow: new ShadowPolicy({ policy }) })).toThrow(ConfigurationError);
  });
});
