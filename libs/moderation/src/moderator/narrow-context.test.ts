import { describe, expect, it } from '@jest/globals';

import { type Classifier } from '../contract/classifier.js';
import { definePolicy } from '../policy/parse-policy.js';
import { Moderator } from './moderator.js';

/** Finds a word in what it gets to read, and says where it stands. */
const costly: Classifier = {
  name: 'costly',
  categories: ['x/word', 'x/place'],
  rhythm: { contextCharacters: 10 },
  classify: async ({ text }) => {
    const start = text.indexOf('lantern');
    const place = { start, end: start + 'lantern'.length };
    return {
      scores: { 'x/word': 1, 'x/place': 1 },
      spans: [{ ...place, category: 'x/place', score: 1 }],
      evidence: [{ ...place, category: 'x/word' }],
      scanned: { start: 0, end: text.length },
    };
  },
};

describe('narrowContext', () => {
  it.each([false, true])('keeps the places of a finding in a window of a stream: %s', async (isStreamed) => {
    const moderator = new Moderator({ policy: definePolicy({ name: 'test', version: '1' }), classifiers: [costly] });
    const text = `${'sea '.repeat(20)}a lantern`;
    const location = { stage: 'output', role: 'assistant', path: 'p', requestId: 'r' } as const;
    const verdict = await moderator.moderate({ ...location, text, moderatedTo: 80, isStreamed });
    const places = { spans: [{ start: 82, end: 89 }] };
    expect(verdict.findings).toMatchObject([places, places]);
  });
});
