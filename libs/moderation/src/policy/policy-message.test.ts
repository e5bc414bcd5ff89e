import { describe, expect, it } from '@jest/globals';

import { type Category } from '../contract/category.js';
import { type BlockVerdict, type PolicyAction } from '../contract/verdict.js';
import { PolicyError } from '../errors/moderation-errors.js';
import { definePolicy, parsePolicy, presetPolicy } from './parse-policy.js';
import { policyMessage } from './policy-message.js';

/** Creates the verdict on a text with findings, of which those with the action `block` stop it. */
function blockFor(found: readonly (readonly [Category, number, PolicyAction?])[]): BlockVerdict {
  const findings = found.map(([category, score, action = 'block']) => ({
    category,
    score,
    action,
    threshold: 0.5,
    classifiers: ['guard'],
    spans: [],
  }));
  return {
    outcome: 'block',
    categories: findings.filter(({ action }) => action === 'block').map(({ category }) => category),
    findings,
    policyName: 'test',
    policyVersion: '1',
    stage: 'input',
    path: 'text',
    requestId: 'request-1',
    scores: {},
    scanned: [],
    latencyMs: 0,
    classifierLatencyMs: {},
    failures: [],
    reason: '',
  };
}

const policy = definePolicy({
  name: 'test',
  version: '1',
  messages: {
    blocked: 'Blocked.',
    'self-harm': 'Call 988.',
    'self-harm/instructions': 'No instructions.',
    'x/pii': 'No data ({categories}).',
  },
});

describe('policyMessage', () => {
  it.each<[string, Parameters<typeof blockFor>[0], string]>([
    ['the common message', [['hate', 0.9]], 'Blocked.'],
    ['the message of the category', [['self-harm', 0.9]], 'Call 988.'],
    ['the message of the whole', [['self-harm/intent', 0.9]], 'Call 988.'],
    ['the message of the part before that of the whole', [['self-harm/instructions', 0.9]], 'No instructions.'],
    ['the message of the whole, with the categories', [['x/pii/card', 0.9]], 'No data (x/pii/card).'],
    [
      'the only message among several',
      [
        ['hate', 1],
        ['self-harm/intent', 0.6],
      ],
      'Call 988.',
    ],
    [
      'the message of the highest score',
      [
        ['self-harm/intent', 0.6],
        ['self-harm/instructions', 0.7],
      ],
      'No instructions.',
    ],
    [
      'no message of a category that only flags',
      [
        ['hate', 0.6],
        ['self-harm', 0.9, 'flag'],
      ],
      'Blocked.',
    ],
  ])('returns %s', (_, found, message) => {
    expect(policyMessage(policy, blockFor(found))).toBe(message);
  });

  it('of a category is taken back by an own message for all, and not by one for failures', () => {
    const crisis = presetPolicy('balanced').messages['self-harm'];
    expect(crisis).toContain('988');
    expect(
      definePolicy({ extends: 'strict', name: 'a', version: '1', messages: { failed: 'No.' } }).messages,
    ).toMatchObject({
      'self-harm': crisis,
      failed: 'No.',
    });
    const german = { extends: 'balanced', name: 'a', version: '1', messages: { blocked: 'Gesperrt.' } } as const;
    expect(definePolicy(german).messages['self-harm']).toBeUndefined();
  });

  it('is inherited from the policy below, and its keys are validated', () => {
    const source = 'name: a\nversion: "1"\nmessages:\n  self-harm/intent: Call 988.\n';
    expect(parsePolicy(source).messages).toMatchObject({
      'self-harm/intent': 'Call 988.',
      blocked: expect.stringContaining('{categories}'),
    });
    for (const [line, problem] of [
      ['  self-ham: x', 'policy:4:13: messages.self-ham: is neither blocked nor failed, and is not a category'],
      ['  self-harm: ""', 'messages.self-harm: must have at least 1 characters'],
      ['  self-harm: 5', 'messages.self-harm: must be a text'],
    ] as const) {
      let thrown: unknown;
      try {
        parsePolicy(`name: a\nversion: "1"\nmessages:\n${line}\n`);
      } catch (error) {
        thrown = error;
      }
      expect(PolicyError.isInstance(thrown)).toBe(true);
      expect(String(thrown)).toContain(problem);
    }
  });
});
