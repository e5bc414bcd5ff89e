import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeyBudgets, type KeyLimits } from '../limits/index.js';
import { AnswerReservation, type TokenNeed } from './answer-reservation.js';

const createBudget = (limits: KeyLimits) => new KeyBudgets(() => 0).for('hash', limits);
const quiet = { onChange: () => undefined, onUsage: () => undefined };
const toUsage = (promptTokens: number, completionTokens: number) => ({
  promptTokens,
  completionTokens,
  cachedPromptTokens: 0,
});

const need = (fields: Partial<TokenNeed> = {}): TokenNeed => ({
  countPrompts: async () => [100],
  answers: 1,
  maxTokens: undefined,
  contextSize: 4096,
  ...fields,
});

async function* answer(...events: (string | Error)[]) {
  for (const event of events) {
    if (event instanceof Error) throw event;
    yield event;
  }
}

async function read(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

describe('AnswerReservation', () => {
  it.each([
    ['the limit of the request', { maxTokens: 50 }, 10_000, 150, undefined],
    ['the limit of each answer', { maxTokens: 50, answers: 3 }, 10_000, 250, undefined],
    [
      'every prompt, and the answers to it',
      { maxTokens: 5, answers: 2, countPrompts: async () => [7, 9] },
      99,
      36,
      undefined,
    ],
    ['no more than fits into the context', { maxTokens: 9000 }, 10_000, 4096, undefined],
    ['the rest of the context', {}, 100_000, 4096, undefined],
    ['half of what is left', {}, 4100, 2100, 2000],
    ['half of what is left, for all answers', { answers: 2 }, 4100, 2100, 1000],
    ['a useful length, beyond half of what is left', {}, 700, 612, 512],
  ])('reserves %s', async (_, fields, tokensPerMinute, used, granted) => {
    const budget = createBudget({ tokensPerMinute });
    const reservation = new AnswerReservation(budget, quiet);
    expect(await reservation.reserve(need(fields))).toBe(granted);
    expect(budget.read('tokensPerMinute')?.used).toBe(used);
    reservation.release();
    expect(budget.read('tokensPerMinute')?.used).toBe(0);
  });

  it('lets an answer be tried again as long as its key has the tokens', async () => {
    const budget = createBudget({ tokensPerMinute: 210 });
    const reservation = new AnswerReservation(budget, quiet);
    await reservation.reserve(need({ maxTokens: 50 }));
    expect([reservation.reserveRetry(), reservation.reserveRetry()]).toEqual([true, false]);
    expect(budget.read('tokensPerMinute')?.used).toBe(200);
    const { signal } = new AbortController();
    await read(reservation.follow(answer('a'), () => toUsage(100, 70), signal));
    expect(budget.read('tokensPerMinute')?.used).toBe(170);
    expect(new AnswerReservation(undefined, quiet).reserveRetry()).toBe(true);
  });

  it('counts another attempt whole when its caller leaves', async () => {
    const budget = createBudget({ tokensPerMinute: 1000 });
    const reservation = new AnswerReservation(budget, quiet);
    await reservation.reserve(need({ maxTokens: 50 }));
    reservation.reserveRetry();
    const { signal } = new AbortController();
    for await (const _ of reservation.follow(answer('a', 'b'), () => toUsage(100, 40), signal)) break;
    expect(budget.read('tokensPerMinute')?.used).toBe(190);
  });

  it('refuses an answer of unknown length when too little is left for it to be useful', async () => {
    const budget = createBudget({ tokensPerMinute: 700 });
    budget.reserveTokens(100);
    const reservation = new AnswerReservation(budget, quiet);
    await expect(reservation.reserve(need())).rejects.toMatchObject({ status: 429 });
    expect(budget.read('tokensPerMinute')?.used).toBe(100);
  });

  it('does not count prompts for a key without limits of tokens', async () => {
    const countPrompts = async (): Promise<never> => {
      throw new Error('counted');
    };
    for (const budget of [undefined, createBudget({ requestsPerMinute: 1 })]) {
      expect(await new AnswerReservation(budget, quiet).reserve(need({ countPrompts }))).toBeUndefined();
    }
  });

  const failure = new Error('the engine failed');
  it.each([
    ['its real tokens', answer('a', 'b'), toUsage(100, 2), false, 102],
    ['what was used before a failure', answer('a', failure), toUsage(100, 1), false, 101],
    ['nothing when it failed before the first token', answer(failure), toUsage(0, 0), false, 0],
    ['its prompt when its caller left before the first token', answer(failure), toUsage(0, 0), true, 100],
  ])('counts %s', async (_, events, usage, isAborted, used) => {
    const budget = createBudget({ tokensPerMinute: 1000, tokensPerDay: 2000 });
    const told: object[] = [];
    const reservation = new AnswerReservation(budget, { onChange: () => undefined, onUsage: (one) => told.push(one) });
    await reservation.reserve(need({ maxTokens: 500 }));
    const signal = isAborted ? AbortSignal.abort() : new AbortController().signal;
    await read(reservation.follow(events, () => usage, signal)).catch(() => undefined);
    expect(budget.read('tokensPerMinute')?.used).toBe(used);
    expect(budget.read('tokensPerDay')?.used).toBe(used);
    expect(told).toEqual([{ input: usage.promptTokens, output: usage.completionTokens }]);
  });

  it('counts what was used when the reader leaves', async () => {
    const budget = createBudget({ tokensPerMinute: 1000 });
    const reservation = new AnswerReservation(budget, quiet);
    await reservation.reserve(need({ maxTokens: 500 }));
    for await (const _ of reservation.follow(answer('a', 'b'), () => toUsage(100, 1), new AbortController().signal)) {
      break;
    }
    expect(budget.read('tokensPerMinute')?.used).toBe(101);
  });

  it('never passes a limit, however requests at the same time interleave', async () => {
    const request = fc.record({
      prompt: fc.integer({ min: 1, max: 300 }),
      maxTokens: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(request, { minLength: 2, maxLength: 8 }),
        async (scheduler, requests) => {
          const limit = 1000;
          const budget = createBudget({ tokensPerMinute: limit });
          const assertBelow = () => expect(budget.read('tokensPerMinute')?.used).toBeLessThanOrEqual(limit);
          let real = 0;
          const answered = requests.map(async ({ prompt, maxTokens, share }) => {
            const reservation = new AnswerReservation(budget, { onChange: assertBelow, onUsage: assertBelow });
            const countPrompts = () => scheduler.schedule(Promise.resolve([prompt]));
            const asked = need({ countPrompts, maxTokens, contextSize: 700 });
            const granted = await reservation.reserve(asked).catch(() => null);
            if (granted === null) return;
            const most = Math.min(700 - prompt, granted ?? maxTokens ?? Number.POSITIVE_INFINITY);
            const written = Math.floor(most * share);
            await scheduler.schedule(Promise.resolve());
            await read(reservation.follow(answer('a'), () => toUsage(prompt, written), new AbortController().signal));
            real += prompt + written;
          });
          await scheduler.waitFor(Promise.all(answered));
          expect(budget.read('tokensPerMinute')?.used).toBe(real);
        },
      ),
      { seed: 20_261_128, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100) },
    );
  });
});
