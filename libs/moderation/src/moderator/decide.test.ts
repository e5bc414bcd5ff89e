import { describe, expect, it } from '@jest/globals';

import { type CategorySpan, type Classifier } from '../contract/classifier.js';
import { type Verdict } from '../contract/verdict.js';
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
