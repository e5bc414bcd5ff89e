import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { violations } from '../../testing/violations.js';
import { type Classifier } from '../contract/classifier.js';
import { createModerator } from '../moderator/create-moderator.js';
import { localClassifiers } from '../classifiers/local-classifiers.js';
import { Moderator } from '../moderator/moderator.js';
import { definePolicy } from '../policy/parse-policy.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { maximumInlineCost } from './inline-cost.js';
import { offThreadClassifier } from './off-thread-classifier.js';
import { sharedThreads, ThreadPool } from './thread-pool.js';

const prose = 'The ferry leaves the harbour at nine and returns in the evening. ';
const long = prose.repeat(Math.ceil((2 * maximumInlineCost) / prose.length));
const policy = definePolicy({
  name: 'threads',
  version: '1',
  rules: [{ name: 'project-names', words: ['project bluebird'], patterns: ['BLU-[0-9]{6}'] }],
  allow: [{ words: ['support@harbour.org'] }],
});

function toInput(text: string): ModerationInput {
  return { stage: 'input', role: 'user', text, path: 'text', requestId: 'r', conversationId: 'c' };
}

function quickClassifier(): Classifier {
  return {
    name: 'quick',
    categories: ['x/quick'],
    classify: async ({ text }) => ({ scores: { 'x/quick': 0 }, spans: [], scanned: { start: 0, end: text.length } }),
  };
}

const pools: ThreadPool[] = [];

function newPool(threads: number, idleMs = 60_000): ThreadPool {
  const pool = new ThreadPool({ threads, idleMs });
  pools.push(pool);
  return pool;
}

afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});
afterAll(() => sharedThreads.close());

describe('long texts', () => {
  it('are classified in a thread as they would be without one', async () => {
    const text = violations.map(([, violation]) => `${prose}${violation} `).join(long);
    const signal = new AbortController().signal;
    const threads = newPool(1);
    for (const classifier of localClassifiers()) {
      const here = await classifier.classify(toInput(text), { policy, signal });
      const there = await offThreadClassifier(classifier, threads).classify(toInput(text), { policy, signal });
      expect(there).toEqual(here);
    }
    expect(threads.size).toBe(1);
  });

  it('leave the event loop free for others', async () => {
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    turn();
    const { outcome } = await createModerator({ policy }).moderate(toInput(long.repeat(10)));
    isOver = true;
    expect(outcome).toBe('allow');
    expect(turns).toBeGreaterThan(20);
  });

  it('stop waiting for a thread when their caller has left', async () => {
    const never: Classifier = { ...quickClassifier(), prepare: () => new Promise<void>(() => undefined) };
    const controller = new AbortController();
    const moderated = createModerator({ policy, classifiers: [never] }).moderate(toInput('Hello'), {
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 5);
    expect(await moderated).toMatchObject({ outcome: 'error', cause: { code: 'aborted' } });
  });

  it('are searched for allowed words in a thread', async () => {
    const moderator = createModerator({ policy });
    expect(await moderator.moderate(toInput(`${long} write to support@harbour.org`))).toMatchObject({
      outcome: 'allow',
    });
    expect(await moderator.moderate(toInput(`${long} write to bob.miller@harbour.org`))).toMatchObject({
      outcome: 'redact',
    });
  });

  it('end their thread when their time is up', async () => {
    const threads = newPool(1);
    const classifiers = localClassifiers()
      .filter(({ name }) => name === 'words')
      .map((one) => offThreadClassifier(one, threads));
    const hurried = definePolicy({
      name: 'hurried',
      version: '1',
      classifiers: { words: { timeoutMs: 1 } },
      limits: { maximumCharacters: 5_000_000 },
    });
    const tooLong = await new Moderator({ policy: hurried, classifiers }).moderate(toInput(long.repeat(100)));
    expect(tooLong).toMatchObject({ outcome: 'error', cause: { classifier: 'words', code: 'too-costly' } });
    expect(threads.size).toBe(0);
    expect(await new Moderator({ policy, classifiers }).moderate(toInput(long))).toMatchObject({ outcome: 'allow' });
  });

  it('count no work while they wait for a thread', async () => {
    const threads = newPool(1);
    const [words] = localClassifiers().filter(({ name }) => name === 'words');
    if (words === undefined) throw new Error('There is no classifier "words".');
    const { signal } = new AbortController();
    const works: (() => number)[] = [];
    const classify = () =>
      offThreadClassifier(words, threads).classify(toInput(long), {
        policy,
        signal,
        measureWork: (readMs) => void works.push(readMs),
      });
    await threads.warmUp();
    const tasks = [classify(), classify()];
    // The event loop does not turn between these reads, so the pool cannot learn that the first task is done.
    while (works[0]?.() === 0) await undefined;
    expect(works[1]?.()).toBe(0);
    expect(works[0]?.()).toBeGreaterThan(0);
    await Promise.all(tasks);
    expect(works).toHaveLength(2);
  });

  it('get an error when their thread dies, and work in the next thread', async () => {
    const threads = newPool(1);
    const classifiers = localClassifiers()
      .filter(({ name }) => name === 'pii')
      .map((one) => offThreadClassifier(one, threads));
    const dying = classifiers.map((one): Classifier => {
      const classify: Classifier['classify'] = (input, context) => {
        setImmediate(() => threads.close());
        return one.classify(input, context);
      };
      return { ...one, classify };
    });
    const dead = await new Moderator({ policy, classifiers: dying }).moderate(toInput(long.repeat(20)));
    expect(dead).toMatchObject({ outcome: 'error', cause: { classifier: 'pii', code: 'failed' } });
    expect(await new Moderator({ policy, classifiers }).moderate(toInput(long))).toMatchObject({ outcome: 'allow' });
  });
});

describe('ThreadPool', () => {
  const classify = (threads: ThreadPool, text: string, under: ModerationPolicy = policy, signal?: AbortSignal) =>
    threads.run(under, { kind: 'classify', classifier: 'rules', input: toInput(text) }, signal);

  it('runs all tasks with at most the given number of threads', async () => {
    const threads = newPool(2);
    const done: number[] = [];
    await Promise.all([1, 2, 3, 4, 5].map((number) => classify(threads, prose).then(() => done.push(number))));
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5]);
    expect(threads.size).toBe(2);
  });

  it('drops a task that is aborted while it waits, and runs the others', async () => {
    const threads = newPool(1);
    const left = new AbortController();
    const first = classify(threads, prose);
    const second = classify(threads, prose, policy, left.signal);
    const third = classify(threads, 'project bluebird');
    left.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    expect((await first).spans).toEqual([]);
    expect((await third).spans).toHaveLength(1);
    await expect(classify(threads, prose, policy, left.signal)).rejects.toThrow('left');
  });

  it('uses the policy of each task, also with more policies than a thread keeps', async () => {
    const threads = newPool(1);
    const policies = Array.from({ length: 12 }, (_, index) =>
      definePolicy({
        name: `p${index}`,
        version: '1',
        rules: [{ name: 'r', words: [`boat${index}`] }],
      }),
    );
    for (const under of [...policies, ...policies]) {
      const { spans } = await classify(threads, 'boat3 boat7', under);
      expect(spans).toHaveLength(['p3', 'p7'].includes(under.name) ? 1 : 0);
    }
  });

  it('reports a failed task without its text', async () => {
    const threads = newPool(1);
    const failing = threads.run(policy, { kind: 'classify', classifier: 'absent', input: toInput('private words') });
    await expect(failing).rejects.toThrow('The moderation thread threw Error.');
  });

  it('ends idle threads', async () => {
    const threads = newPool(1, 1);
    await classify(threads, prose);
    while (threads.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await classify(threads, 'project bluebird')).spans).toHaveLength(1);
  });
});

describe('many short texts', () => {
  it('let other work of the event loop run between them', async () => {
    const moderator = createModerator({ policy });
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    turn();
    await Promise.all(Array.from({ length: 60 }, () => moderator.moderate(toInput(prose.repeat(50)))));
    isOver = true;
    expect(turns).toBeGreaterThan(5);
  });
});
