import { describe, expect, it } from '@jest/globals';

import { type CategorySpan, type Classifier } from '../contract/classifier.js';
import { type PolicyAction, type Verdict } from '../contract/verdict.js';
import { definePolicy } from '../policy/parse-policy.js';
import { Moderator } from './moderator.js';

const text = 'Zorgs are vermin, all of them.';
const input = { stage: 'input', role: 'user', path: 'text', requestId: 'request-1', text } as const;
const policy = definePolicy({
  name: 'test',
  version: '1',
  categories: { hate: { threshold: 0.5, action: 'redact' } },
});
const slur: CategorySpan = { category: 'hate', score: 0.9, start: 0, end: 5 };

/** Creates a classifier that gives the same score and spans for every text. */
function scoring(name: string, score: number, spans: readonly CategorySpan[] = []): Classifier {
  return {
    name,
    categories: ['hate'],
    classify: async ({ text: { length } }) => ({ scores: { hate: score }, spans, scanned: { start: 0, end: length } }),
  };
}

function moderate(...classifiers: readonly Classifier[]): Promise<Verdict> {
  return new Moderator({ policy, classifiers }).moderate(input);
}

describe('a rule with the action redact', () => {
  it('redacts the passages that a classifier locates', async () => {
    expect(await moderate(scoring('words', 0, [slur]))).toMatchObject({ outcome: 'redact', spans: [{ end: 5 }] });
  });

  it('blocks a text that a classifier scores only as a whole', async () => {
    expect(await moderate(scoring('model', 0.9))).toMatchObject({ outcome: 'block', categories: ['hate'] });
  });

  it('blocks a text that one classifier scores as a whole, although another one locates a passage', async () => {
    for (const classifiers of [
      [scoring('words', 0, [slur]), scoring('model', 0.9)],
      [scoring('model', 0.9), scoring('words', 0, [slur])],
    ]) {
      expect(await moderate(...classifiers)).toMatchObject({ outcome: 'block', categories: ['hate'] });
    }
  });

  it('redacts the located passages when the score of the whole text is below the threshold', async () => {
    const verdict = await moderate(scoring('words', 0, [slur]), scoring('model', 0.4));
    expect(verdict).toMatchObject({ outcome: 'redact', spans: [{ start: 0, end: 5 }] });
  });
});

describe('a threshold of one classifier', () => {
  function moderateAt(
    threshold: number,
    action: PolicyAction,
    ...classifiers: readonly Classifier[]
  ): Promise<Verdict> {
    const hate = { threshold: 0.5, thresholds: { model: threshold }, action };
    return new Moderator({
      policy: definePolicy({ name: 'test', version: '1', categories: { hate } }),
      classifiers,
    }).moderate(input);
  }

  it.each([
    ['no finding', 0.4, 0.8, undefined],
    ['a finding of the other', 0.6, 0.8, { score: 0.6, threshold: 0.5, classifiers: ['words'] }],
    ['a finding of its own', 0.4, 0.95, { score: 0.95, threshold: 0.9, classifiers: ['model'] }],
    ['one of both, by its score', 0.6, 0.95, { score: 0.95, threshold: 0.9, classifiers: ['model', 'words'] }],
    ['one of both, by the other score', 0.97, 0.95, { score: 0.97, threshold: 0.5, classifiers: ['model', 'words'] }],
  ])('gives %s at the scores %d and %d', async (_, words, model, finding) => {
    for (const classifiers of [
      [scoring('words', words), scoring('model', model)],
      [scoring('model', model), scoring('words', words)],
    ]) {
      const { outcome, findings, scores } = await moderateAt(0.9, 'block', ...classifiers);
      expect(outcome).toBe(finding === undefined ? 'allow' : 'block');
      const found = findings.map((one) => ({ ...one, classifiers: one.classifiers.toSorted() }));
      expect(found).toMatchObject(finding === undefined ? [] : [finding]);
      expect(scores.hate).toBe(Math.max(words, model));
    }
  });

  it('holds for the passages that are redacted', async () => {
    const unsure: CategorySpan = { category: 'hate', score: 0.8, start: 10, end: 16 };
    const classifiers = [scoring('words', 0, [slur]), scoring('model', 0, [unsure])];
    expect(await moderateAt(0.9, 'redact', ...classifiers)).toMatchObject({
      outcome: 'redact',
      spans: [{ start: 0, end: 5 }],
      findings: [{ spans: [{ start: 0, end: 5 }] }],
    });
    expect(await moderateAt(0.7, 'redact', ...classifiers)).toMatchObject({ spans: [{ end: 5 }, { end: 16 }] });
  });

  it('is shown with as many digits as the score needs to reach it', async () => {
    const { reason } = await moderateAt(0.933, 'block', scoring('model', 0.93321));
    expect(reason).toContain('hate (score 0.933, threshold 0.933, by model)');
  });
});
