import { describe, expect, it } from '@jest/globals';

import { type Classifier } from '../../contract/classifier.js';
import { defaultPolicy } from '../../policy/parse-policy.js';
import { narrowContext } from './narrow-context.js';

const text = 'old words new';
const classifier: Classifier = {
  name: 'costly',
  categories: ['hate'],
  rhythm: { contextCharacters: 6 },
  classify: () => Promise.reject(new Error('It is not called.')),
};
const input = { stage: 'output', role: 'assistant', path: 'text', requestId: 'r', text, moderatedTo: 10 } as const;

describe('narrowContext', () => {
  it('leaves out context that the rhythm does not ask for, and moves all offsets of the result back', () => {
    const narrowed = narrowContext(classifier, { ...input, isStreamed: true }, defaultPolicy());
    expect(narrowed.input).toMatchObject({ text: 'words new', moderatedTo: 6 });
    const range = { start: 6, end: 9 };
    const result = {
      scores: { hate: 1 },
      spans: [{ ...range, category: 'hate', score: 1 }],
      evidence: [{ ...range, category: 'hate' }],
      scanned: { start: 0, end: 9 },
      settledTo: 9,
    } as const;
    expect(narrowed.widen(result)).toEqual({
      scores: { hate: 1 },
      spans: [{ start: 10, end: 13, category: 'hate', score: 1 }],
      evidence: [{ start: 10, end: 13, category: 'hate' }],
      scanned: { start: 4, end: 13 },
      settledTo: 13,
    });
  });

  it('counts blank lines as one character, so that they do not push the words out', () => {
    const flooded = { ...input, text: `old words${'\n'.repeat(30)}new`, moderatedTo: 39, isStreamed: true };
    const narrowed = narrowContext(classifier, flooded, defaultPolicy());
    expect(narrowed.input).toMatchObject({ text: `words${'\n'.repeat(30)}new`, moderatedTo: 35 });
  });

  it.each([
    ['a text that is no window of a stream', classifier, input],
    ['a classifier without a rhythm', { ...classifier, rhythm: undefined }, { ...input, isStreamed: true }],
  ])('changes nothing for %s', (_, narrowed, given) => {
    expect(narrowContext(narrowed, given, defaultPolicy()).input).toBe(given);
  });
});
