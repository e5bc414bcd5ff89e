import { describe, expect, it } from '@jest/globals';

import { createFakeGuardModel, FakeEncoder } from '../../../testing/fake-encoder.js';
import { guardClassifier } from '../../classifiers/guard/guard-classifier.js';
import { moderationStages } from '../../contract/moderation-input.js';
import { definePolicy, parsePolicy, presetPolicy } from '../../policy/parse-policy.js';
import { type PolicyDocument, presetNames } from '../../policy/schema/policy-schema.js';
import { createModerator } from '../create-moderator.js';

const guard = guardClassifier({ encoder: new FakeEncoder(), model: createFakeGuardModel() });

function coverageOf(changes: Partial<PolicyDocument> = {}, given: { guard?: typeof guard } = { guard }) {
  const { coverage } = createModerator({ policy: definePolicy({ name: 'test', version: '1', ...changes }), ...given });
  return Object.fromEntries(coverage.map(({ classifier, ...others }) => [classifier, others]));
}

describe('Moderator.coverage', () => {
  it('lists what each classifier looks for, and where', () => {
    expect(coverageOf()).toMatchObject({
      words: { categories: ['hate', 'sexual', 'x/profanity'], stages: moderationStages },
      injection: { stages: ['input', 'tool-result', 'resume'] },
      guard: {
        categories: ['hate', 'harassment/threatening', 'x/injection', 'self-harm/intent'],
        stages: moderationStages,
      },
    });
    // There are no rules.
    expect(coverageOf()).not.toHaveProperty('rules');
  });

  it.each<[string, Partial<PolicyDocument>, string, readonly string[] | undefined]>([
    ['leaves out a disabled classifier', { classifiers: { guard: { enabled: false } } }, 'guard', undefined],
    [
      'leaves out all but the named',
      { stages: { output: { classifiers: ['words'] } } },
      'guard',
      ['input', 'tool-call', 'tool-result', 'resume'],
    ],
    [
      'leaves out a stage that is off',
      { stages: { resume: { enabled: false } } },
      'words',
      ['input', 'output', 'tool-call', 'tool-result'],
    ],
  ])('%s', (_, changes, name, stages) => {
    expect(coverageOf(changes)[name]?.stages).toEqual(stages);
  });

  it('lists the categories of the rules of the policy', () => {
    const rules = [{ name: 'a', words: ['bluebird'], category: 'x/projects' as const }];
    expect(coverageOf({ rules }).rules?.categories).toEqual(['x/projects']);
  });
});

describe('the guard in policies', () => {
  it.each(presetNames)('has a time limit of its own in %s, which works with and without it', async (name) => {
    const policy = presetPolicy(name);
    expect(policy.classifiers.guard).toEqual({
      enabled: true,
      optional: true,
      onError: name === 'monitor-only' ? 'allow' : 'block',
      timeoutMs: 90_000,
    });
    // A score of .97, above the threshold of every preset.
    const text = 'So hateful, hateful, hateful';
    for (const given of [{}, { guard }, { classifiers: [guard] }]) {
      const verdict = await createModerator({ policy, ...given }).check(text);
      const expected = name === 'monitor-only' || !('guard' in given || 'classifiers' in given) ? 'allow' : 'block';
      expect(verdict.outcome).toBe(expected);
    }
  });

  it.each<[string, Partial<PolicyDocument>]>([
    ['its settings', { classifiers: { guard: { timeoutMs: 5 } } }],
    ['it at a stage', { stages: { input: { classifiers: ['guard'] } } }],
  ])('is needed by a policy that names %s', (_, changes) => {
    expect(() => coverageOf(changes, {})).toThrow('there is no classifier "guard"');
    expect(coverageOf({ classifiers: { guard: { timeoutMs: 5, optional: true } } }, {})).not.toHaveProperty('guard');
  });

  it.each<Partial<PolicyDocument>>([{}, { classifiers: { guard: { enabled: false } } }])(
    'may have thresholds where there is no guard: %j',
    (changes) => {
      const categories = { hate: { thresholds: { guard: 0.9 } } };
      expect(coverageOf({ categories, ...changes }, {})).not.toHaveProperty('guard');
    },
  );
});

describe('the name of a classifier with a threshold of its own', () => {
  it.each([
    ['categories:\n  hate: { thresholds: { gaurd: 0.9 } }', '4:32: categories.hate.thresholds.gaurd'],
    [
      'stages:\n  output:\n    categories:\n      hate: { thresholds: { gaurd: 0.9 } }',
      '6:36: stages.output.categories.hate.thresholds.gaurd',
    ],
    ['otherCategories: { thresholds: { gaurd: 0.9 } }', '3:41: otherCategories.thresholds.gaurd'],
  ])('is refused where there is no such classifier: %j', (source, place) => {
    const policy = parsePolicy(`name: mine\nversion: "1"\n${source}\n`, 'p.yaml');
    expect(() => createModerator({ policy })).toThrow(`p.yaml:${place}: there is no classifier "gaurd"; there are: `);
  });
});
