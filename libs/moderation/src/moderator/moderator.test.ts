import { describe, expect, it } from '@jest/globals';

import { type AuditEvent } from '../audit/audit-event.js';
import { type Classifier, type ClassifierResult } from '../contract/classifier.js';
import { Moderator } from './moderator.js';
import { definePolicy } from '../policy/parse-policy.js';
import { type PolicyDocument } from '../policy/schema/policy-schema.js';

const input = { stage: 'input', role: 'user', path: 'text', requestId: 'request-1' } as const;

function moderatorWith(classify: Classifier['classify'], document: Partial<PolicyDocument> = {}) {
  const events: AuditEvent[] = [];
  const policy = definePolicy({ name: 'test', version: '1', ...document });
  const classifier: Classifier = { name: 'own', categories: ['x/own'], classify };
  return {
    moderator: new Moderator({ policy, classifiers: [classifier], onDecision: (event) => void events.push(event) }),
    events,
  };
}

describe('Moderator', () => {
  it.each([undefined, null, {}, 'fine', { scores: {}, spans: [] }])(
    'treats the result %j as a failure, on which the policy decides',
    async (result) => {
      const classify = (): Promise<ClassifierResult> => Promise.resolve(result as never);
      const strict = moderatorWith(classify);
      expect(await strict.moderator.moderate({ ...input, text: 'Hello' })).toMatchObject({
        outcome: 'error',
        cause: { classifier: 'own', code: 'failed' },
      });
      const lenient = moderatorWith(classify, { otherClassifiers: { onError: 'allow' } });
      expect(await lenient.moderator.moderate({ ...input, text: 'Hello' })).toMatchObject({
        outcome: 'allow',
        scanned: [],
      });
      for (const { events } of [strict, lenient])
        expect(events).toMatchObject([{ scanned: [], scores: { 'x/own': null }, failures: [{ code: 'failed' }] }]);
    },
  );

  it('refuses checks when too many wait, also of those that start at once', async () => {
    let maximum = 0;
    let running = 0;
    const { moderator } = moderatorWith(
      async ({ text }) => {
        maximum = Math.max(maximum, (running += 1));
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return { scores: { 'x/own': 0 }, spans: [], scanned: { start: 0, end: text.length } };
      },
      { limits: { maximumConcurrentChecks: 2 } },
    );
    const verdicts = await Promise.all(
      Array.from({ length: 100 }, () => moderator.moderate({ ...input, text: 'Hello' })),
    );
    const refused = verdicts.filter(({ outcome }) => outcome === 'error');
    expect(refused).toHaveLength(100 - 2 - 2 * 16);
    expect(refused[0]).toMatchObject({ cause: { classifier: 'own', code: 'overloaded' } });
    expect(maximum).toBe(2);
  });

  it('reports an abort while a thread searches the allow-list', async () => {
    const caller = new AbortController();
    const { moderator, events } = moderatorWith(
      ({ text }) => {
        setImmediate(() => caller.abort());
        const span = { category: 'x/own', score: 1, start: 0, end: 1 } as const;
        return Promise.resolve({ scores: { 'x/own': 1 }, spans: [span], scanned: { start: 0, end: text.length } });
      },
      { allow: [{ words: ['hello'] }] },
    );
    const verdict = await moderator.moderate({ ...input, text: 'hello '.repeat(1_000) }, { signal: caller.signal });
    expect(verdict).toMatchObject({ outcome: 'error', cause: { code: 'aborted' } });
    expect(events).toMatchObject([{ outcome: 'error', failures: [{ code: 'aborted' }] }]);
  });

  it.each<[string, Partial<PolicyDocument>]>([
    ['by its name', { classifiers: { own: { enabled: false } } }],
    ['with all others', { otherClassifiers: { enabled: false } }],
  ])('refuses a policy with a stage that names a classifier which is disabled %s', (_, document) => {
    const classify = (): Promise<ClassifierResult> => Promise.reject(new Error('never called'));
    const stages = { output: { classifiers: ['own'] } };
    expect(() => moderatorWith(classify, { ...document, stages })).toThrow(
      /stages\.output\.classifiers\.0: the classifier "own" is disabled/,
    );
  });
});
