import { describe, expect, it } from '@jest/globals';
import { StepBudget } from './step-budget.js';

describe('StepBudget', () => {
  it('starts with few prompt tokens beside answers, and with a full batch of prompts alone', () => {
    const budget = new StepBudget(2.5, 512);
    expect(budget.promptTokensBesideAnswers()).toBe(8);
    expect(budget.promptTokensAlone(1024)).toBe(1024);
    expect(new StepBudget(2.5, 4).promptTokensBesideAnswers()).toBe(4);
  });

  it.each([
    ['a processor', 40, 2, 30],
    ['a GPU', 20, 0.05, 512],
    ['a slow prompt', 10, 5, 8],
  ])(
    'gives prompts beside answers as many tokens as make the step two and a half times as long, on %s',
    (_, answerStep, promptToken, expected) => {
      const budget = new StepBudget(2.5, 512);
      for (let step = 0; step < 50; step++) {
        budget.record({ answerTokens: 8, promptTokens: 0, milliseconds: answerStep });
        budget.record({ answerTokens: 8, promptTokens: 100, milliseconds: answerStep + 100 * promptToken });
      }
      expect(budget.promptTokensBesideAnswers()).toBe(expected);
    },
  );

  it('gives prompts alone as many tokens as take three seconds', () => {
    const budget = new StepBudget(2.5, 512);
    budget.record({ answerTokens: 0, promptTokens: 500, milliseconds: 5000 });
    expect(budget.promptTokensAlone(1024)).toBe(300);
    expect(budget.promptTokensAlone(100)).toBe(100);
  });

  it('learns more from large steps than from small ones', () => {
    const budget = new StepBudget(2.5, 512);
    budget.record({ answerTokens: 0, promptTokens: 2, milliseconds: 200 });
    budget.record({ answerTokens: 0, promptTokens: 1000, milliseconds: 1000 });
    expect(budget.promptTokensAlone(5000)).toBeGreaterThan(2500);
  });
});
