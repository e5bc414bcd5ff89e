import { describe, expect, it } from '@jest/globals';

import { type CategorySpan } from '../../contract/classifier.js';
import { combineEvidence } from './combine-evidence.js';

const passage: CategorySpan = { start: 10, end: 50, category: 'x/injection', score: 0.3 };
const sign: CategorySpan = { start: 20, end: 30, category: 'x/injection', score: 0.35 };

describe('combineEvidence', () => {
  it('raises the score of a passage with a weak sign in it', () => {
    expect(combineEvidence([passage], [sign])[0]?.score).toBeCloseTo(0.545);
  });

  it.each<[string, CategorySpan]>([
    ['before it', { ...sign, start: 0, end: 5 }],
    ['after it', { ...sign, start: 50, end: 55 }],
    ['that counts alone', { ...sign, score: 0.9 }],
    ['of a jailbreak', { ...sign, category: 'x/jailbreak' }],
  ])('leaves a passage as it is beside a sign %s', (_, other) => {
    expect(combineEvidence([passage], [other])).toEqual([passage]);
  });

  it('leaves a passage of a jailbreak as it is', () => {
    const jailbreak: CategorySpan = { ...passage, category: 'x/jailbreak' };
    expect(combineEvidence([jailbreak], [sign])).toEqual([jailbreak]);
  });
});
