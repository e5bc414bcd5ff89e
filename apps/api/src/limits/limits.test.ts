import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OpenAiError } from '../errors/openai-error.js';
import { type KeyBudget, KeyBudgets, type KeyLimits, type LimitName } from './index.js';
import { toDuration } from './limit-headers.js';

const run = { seed: 20_261_128, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 200) };
const minute = 60_000;
const day = 86_400_000;

/** Creates a budget whose clock the test sets. */
function createBudget(limits: KeyLimits) {
  const clock = { now: 5000 };
  const budgets = new KeyBudgets(() => clock.now);
  return { clock, budgets, budget: budgets.for('hash', limits) };
}

function findError(action: () => unknown): OpenAiError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof OpenAiError) return error;
    throw error;
  }
}

const readUsed = (budget: KeyBudget, name: LimitName) => budget.read(name)?.used;

describe('toDuration', () => {
  it.each([
    [0, '0s'],
    [0.2, '1ms'],
    [999, '999ms'],
    [999.5, '1s'],
    [1001, '2s'],
    [60_000, '1m0s'],
    [360_000, '6m0s'],
    [3_600_000, '1h0m0s'],
    [86_399_001, '24h0m0s'],
    [86_340_500, '23h59m1s'],
  ])('writes %d ms as %s', (milliseconds, text) => {
    expect(toDuration(milliseconds)).toBe(text);
  });
});

describe('KeyBudget', () => {
  it('refuses the request beyond the limit, until a minute after the first one', () => {
    const { budget, clock } = createBudget({ requestsPerMinute: 2 });
    budget.countRequest();
    clock.now += 20_000;
    budget.countRequest();
    expect(budget.read('requestsPerMinute')).toEqual({ limit: 2, used: 2, remaining: 0, resetMs: 40_000 });
    const error = findError(() => budget.countRequest());
    expect(error).toMatchObject({ status: 429, retryAfterSeconds: 40, isFinal: false });
    expect(error?.body().error).toMatchObject({ code: 'rate_limit_exceeded', type: 'rate_limit_error' });
    clock.now += 40_000;
    budget.countRequest();
    expect(readUsed(budget, 'requestsPerMinute')).toBe(1);
  });

  it('takes tokens from the minute and the day, or from none', () => {
    const { budget, clock } = createBudget({ tokensPerMinute: 100, tokensPerDay: 150 });
    budget.reserveTokens(90).correct(80);
    expect(findError(() => budget.reserveTokens(30))).toMatchObject({ status: 429, retryAfterSeconds: 60 });
    expect([readUsed(budget, 'tokensPerMinute'), readUsed(budget, 'tokensPerDay')]).toEqual([80, 80]);
    clock.now += minute;
    expect(budget.readTokens()).toMatchObject({ limit: 150, remaining: 70 });
    expect(readUsed(budget, 'tokensPerMinute')).toBe(0);
    // A client that would wait for a day by itself must not try again.
    const error = findError(() => budget.reserveTokens(71));
    expect(error).toMatchObject({ retryAfterSeconds: (day - minute) / 1000, isFinal: true });
    expect(error?.message).toContain('150 tokens a day: 70 are left, and this request may take 71');
    expect([readUsed(budget, 'tokensPerMinute'), readUsed(budget, 'tokensPerDay')]).toEqual([0, 80]);
  });

  it('says that a request that needs more than the whole limit never succeeds', () => {
    const { budget } = createBudget({ tokensPerMinute: 100, tokensPerDay: 5000 });
    const error = findError(() => budget.reserveTokens(101));
    expect(error).toMatchObject({ status: 429, retryAfterSeconds: undefined, isFinal: true });
    expect(error?.body().error.code).toBe('request_exceeds_limit');
  });

  it('does not take the tokens of an earlier minute from a later one', () => {
    const { budget, clock } = createBudget({ tokensPerMinute: 100 });
    const earlier = budget.reserveTokens(60);
    clock.now += minute;
    const later = budget.reserveTokens(40);
    earlier.correct(10);
    expect(readUsed(budget, 'tokensPerMinute')).toBe(40);
    later.correct(7);
    later.correct(9);
    expect(readUsed(budget, 'tokensPerMinute')).toBe(9);
  });

  it('counts for the hash, with limits that may change', () => {
    const { budgets, budget } = createBudget({ tokensPerMinute: 100 });
    budget.reserveTokens(60);
    expect(budgets.for('hash', { tokensPerMinute: 80 }).read('tokensPerMinute')).toMatchObject({ remaining: 20 });
    expect(budgets.for('hash', { tokensPerMinute: 50 }).read('tokensPerMinute')).toMatchObject({ remaining: 0 });
    expect(budgets.for('another', { tokensPerMinute: 80 }).read('tokensPerMinute')).toMatchObject({ remaining: 80 });
  });

  it('forgets keys that have used nothing for long, so that memory stays bounded', () => {
    const { budgets, clock } = createBudget({});
    for (let index = 0; index < 20_000; index += 1) {
      budgets.for(`key ${index}`, { requestsPerMinute: 1 }).countRequest();
      clock.now += minute;
      expect(budgets.size).toBeLessThanOrEqual(1025);
    }
  });

  it('never lets reservations pass a limit, in whatever order they come and end', () => {
    const action = fc.oneof(
      fc.record({ type: fc.constant('reserve' as const), tokens: fc.integer({ min: 1, max: 120 }) }),
      fc.record({
        type: fc.constant('end' as const),
        index: fc.nat({ max: 30 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
    );
    const limits = { requestsPerMinute: 5, tokensPerMinute: 100, tokensPerDay: 300 };
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const { budget, clock } = createBudget(limits);
        const open: { tokens: number; correct: (real: number) => void }[] = [];
        let dayTokens = 0;
        for (const one of actions) {
          if (one.type === 'wait') {
            clock.now += one.ms;
          } else if (one.type === 'reserve') {
            findError(() => budget.countRequest());
            const before = [readUsed(budget, 'tokensPerMinute'), readUsed(budget, 'tokensPerDay')];
            const error = findError(() => {
              open.push({ tokens: one.tokens, ...budget.reserveTokens(one.tokens) });
              dayTokens += one.tokens;
            });
            const after = [readUsed(budget, 'tokensPerMinute'), readUsed(budget, 'tokensPerDay')];
            if (error) expect(after).toEqual(before);
          } else {
            const [ended] = open.splice(one.index % Math.max(1, open.length), 1);
            if (!ended) continue;
            const real = Math.floor(ended.tokens * one.share);
            ended.correct(real);
            dayTokens += real - ended.tokens;
          }
          for (const [name, limit] of Object.entries(limits)) {
            const level = budget.read(name as LimitName);
            expect(level?.used).toBeGreaterThanOrEqual(0);
            expect(level?.used).toBeLessThanOrEqual(limit);
            expect(level?.remaining).toBe(limit - (level?.used ?? 0));
          }
          // All actions fall into one day.
          expect(readUsed(budget, 'tokensPerDay')).toBe(dayTokens);
        }
      }),
      run,
    );
  });
});
