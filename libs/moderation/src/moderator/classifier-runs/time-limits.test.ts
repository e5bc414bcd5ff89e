import { describe, expect, it } from '@jest/globals';

import { type Classifier, type ClassifierResult } from '../../contract/classifier.js';
import { toRefusalKind } from '../../contract/refusal-kind.js';
import { type ErrorVerdict } from '../../contract/verdict.js';
import { ClassifierError } from '../../errors/moderation-errors.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { type PolicyDocument } from '../../policy/schema/policy-schema.js';
import { Moderator } from '../moderator.js';

const input = { stage: 'input', role: 'user', path: 'text', requestId: 'request-1', text: 'go' } as const;
const harmless: ClassifierResult = { scores: { 'x/own': 0 }, spans: [], scanned: { start: 0, end: input.text.length } };
const hang = (): Promise<ClassifierResult> => new Promise(() => undefined);

function createModerator(
  classify: Classifier['classify'],
  document: Partial<PolicyDocument> = {},
  fields: Partial<Classifier> = {},
): Moderator {
  const policy = definePolicy({ name: 'test', version: '1', ...document });
  return new Moderator({ policy, classifiers: [{ name: 'own', categories: ['x/own'], classify, ...fields }] });
}

/** Keeps the event loop busy, as another request would. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

const short = { otherClassifiers: { timeoutMs: 20 } } as const;

describe('the time limits of a check', () => {
  it('allow a text that waits longer for its turn than it may be classified', async () => {
    const moderator = createModerator(async () => {
      block(15);
      return harmless;
    }, short);
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => moderator.moderate(input)));
    expect(new Set(verdicts.map(({ outcome }) => outcome))).toEqual(new Set(['allow']));
  });

  it('allow a text whose classifier has answered while the event loop was blocked by others', async () => {
    const moderator = createModerator(async () => {
      setTimeout(() => block(100), 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return harmless;
    }, short);
    expect(await moderator.moderate(input)).toMatchObject({ outcome: 'allow' });
  });

  it('call a text overloaded when it waits for a slot too long', async () => {
    const limits = { maximumConcurrentChecks: 1, maximumWaitMs: 20 };
    const moderator = createModerator(hang, { limits });
    const caller = new AbortController();
    const first = moderator.moderate(input, { signal: caller.signal });
    const second = await moderator.moderate(input);
    expect(second).toMatchObject({ outcome: 'error', cause: { classifier: 'own', code: 'overloaded' } });
    expect(toRefusalKind(second as ErrorVerdict)).toBe('overloaded');
    caller.abort();
    await first;
  });

  it('call a service that does not answer a failure', async () => {
    const verdict = await createModerator(hang, short).moderate(input);
    expect(verdict).toMatchObject({ outcome: 'error', cause: { code: 'timeout' } });
    expect(toRefusalKind(verdict as ErrorVerdict)).toBe('failed');
  });

  it('call a text that a local classifier does not finish too costly', async () => {
    const verdict = await createModerator(hang, short, { isLocal: true }).moderate(input);
    expect(verdict).toMatchObject({ outcome: 'error', cause: { code: 'too-costly' } });
    expect(toRefusalKind(verdict as ErrorVerdict)).toBe('unmoderatable');
  });

  it('call a text overloaded when a classifier measures that it only waited', async () => {
    const classify: Classifier['classify'] = (_, { measureWork }) => {
      measureWork?.(() => 0);
      return hang();
    };
    const document = { ...short, limits: { maximumWaitMs: 60 } };
    expect(await createModerator(classify, document, { isLocal: true }).moderate(input)).toMatchObject({
      cause: { code: 'overloaded' },
    });
  });

  it('name the text as the cause when it can never be moderated, whatever else failed', async () => {
    const refusing = (name: string, failure: 'failed' | 'too-long' | 'overloaded'): Classifier => ({
      name,
      categories: ['x/own'],
      classify: () => Promise.reject(new ClassifierError(name, 'No.', { failure })),
    });
    const policy = definePolicy({ name: 'test', version: '1' });
    const classifiers = [refusing('busy', 'overloaded'), refusing('broken', 'failed'), refusing('small', 'too-long')];
    expect(await new Moderator({ policy, classifiers }).moderate(input)).toMatchObject({
      cause: { classifier: 'small', code: 'too-long' },
    });
  });
});
