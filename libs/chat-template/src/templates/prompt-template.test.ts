import { describe, expect, it } from '@jest/globals';
import { stripAnswerPrefix } from './prompt-template.js';

describe('stripAnswerPrefix', () => {
  it('removes one prefix space of an answer, and keeps a second one', () => {
    expect(stripAnswerPrefix(' Paris', { answerHasPrefixSpace: true })).toBe('Paris');
    expect(stripAnswerPrefix('  Paris', { answerHasPrefixSpace: true })).toBe(' Paris');
    expect(stripAnswerPrefix('Paris', { answerHasPrefixSpace: true })).toBe('Paris');
  });

  it('keeps the space of an answer that has no prefix space', () => {
    expect(stripAnswerPrefix(' Paris', { answerHasPrefixSpace: false })).toBe(' Paris');
  });
});
