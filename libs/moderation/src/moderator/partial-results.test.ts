import { describe, expect, it } from '@jest/globals';

import { createFakeGuardModel, FakeEncoder, fakeGuardThresholds } from '../../testing/fake-encoder.js';
import { guardClassifier } from '../classifiers/guard/guard-classifier.js';
import { type Classifier, type ClassifierResult } from '../contract/classifier.js';
import { type Verdict } from '../contract/verdict.js';
import { definePolicy } from '../policy/parse-policy.js';
import { type PolicyDocument } from '../policy/schema/policy-schema.js';
import { Moderator } from './moderator.js';

const text = 'a long text';
const settings = { timeoutMs: 30, onError: 'allow' } as const;

function moderate(classifier: Classifier, checked: string, document: Partial<PolicyDocument> = {}): Promise<Verdict> {
  const policy = definePolicy({
    ...{ name: 'test', version: '1', otherClassifiers: settings, categories: fakeGuardThresholds },
    ...document,
  });
  return new Moderator({ policy, classifiers: [classifier] }).check(checked);
}

/** Creates a classifier that offers a partial result and then ends as `end` says. */
function createClassifier(partial: Partial<ClassifierResult>, end: () => Promise<ClassifierResult>): Classifier {
  return {
    name: 'own',
    categories: ['hate', 'x/pii'],
    classify: (_, { offerPartialResult }) => {
      offerPartialResult?.(() => ({ scores: {}, spans: [], scanned: { start: 0, end: 0 }, ...partial }));
      return end();
    },
  };
}

const hang = (): Promise<ClassifierResult> => new Promise(() => undefined);
const fail = (): Promise<ClassifierResult> => Promise.reject(new Error('no'));

describe('a classifier that fails after it has found something', () => {
  it.each([
    ['takes too long', hang, 'timeout'],
    ['throws', fail, 'failed'],
  ])('blocks the text by its finding although it %s and may fail', async (_, end, code) => {
    expect(await moderate(createClassifier({ scores: { hate: 0.9 } }, end), text)).toMatchObject({
      outcome: 'block',
      categories: ['hate'],
      scores: { hate: 0.9, 'x/pii': null },
      failures: [{ classifier: 'own', code }],
    });
  });

  it.each([
    ['blocks the text by a score from its own threshold on', 0.3, 0.4, 'block'],
    ['keeps no score below its own threshold', 0.7, 0.6, 'allow'],
    ['keeps no score of 0, though its threshold is 0', 0, 0, 'allow'],
  ])('%s', async (_, own, score, outcome) => {
    const categories = { hate: { threshold: 0.5, thresholds: { own } } };
    const verdict = await moderate(createClassifier({ scores: { hate: score } }, hang), text, { categories });
    expect(verdict.outcome).toBe(outcome);
    expect(verdict.scores.hate).toBe(outcome === 'block' ? score : null);
  });

  it('redacts the passages that it found', async () => {
    const spans = [{ start: 2, end: 6, category: 'x/pii', score: 1 }] as const;
    expect(await moderate(createClassifier({ spans }, hang), text)).toMatchObject({
      outcome: 'redact',
      spans: [{ start: 2, end: 6, category: 'x/pii' }],
    });
  });

  it('keeps allowed passages of a partial result', async () => {
    const spans = [{ start: 2, end: 6, category: 'x/pii', score: 1 }] as const;
    const allow = [{ words: ['long'] }];
    expect(await moderate(createClassifier({ spans }, hang), text, { allow })).toMatchObject({ outcome: 'allow' });
  });

  it.each<[string, Partial<ClassifierResult>]>([
    ['scores below the threshold', { scores: { hate: 0.1 } }],
    ['an invalid score', { scores: { hate: 7 } }],
    ['a span outside the text', { spans: [{ start: 0, end: 99, category: 'x/pii', score: 1 }] }],
  ])('is a failure alone with %s, and shows no score', async (_, partial) => {
    const verdict = await moderate(createClassifier(partial, hang), text);
    expect(verdict).toMatchObject({ outcome: 'allow', failures: [{ code: 'timeout' }], findings: [] });
    expect(verdict.scores).toEqual({ hate: null, 'x/pii': null });
  });

  it('decides nothing for a caller that has left', async () => {
    const policy = definePolicy({ name: 'test', version: '1', otherClassifiers: settings });
    const moderator = new Moderator({ policy, classifiers: [createClassifier({ scores: { hate: 1 } }, hang)] });
    const caller = new AbortController();
    const checking = moderator.check(text, { signal: caller.signal });
    caller.abort();
    expect(await checking).toMatchObject({ outcome: 'error', cause: { code: 'aborted' }, findings: [] });
  });

  it('blocks a text of which the guard read a hateful window before its time passed', async () => {
    const encoder = new FakeEncoder();
    const encode = encoder.encode.bind(encoder);
    encoder.encode = (texts) => (encoder.batches.length === 0 ? encode(texts) : new Promise(() => undefined));
    const guard = guardClassifier({ encoder, model: createFakeGuardModel() });
    const filler = 'The ferry leaves at noon, and the sea is calm today. '.repeat(100);
    expect(await moderate(guard, `hateful ${filler}`, { classifiers: { guard: settings } })).toMatchObject({
      outcome: 'block',
      categories: ['hate'],
      failures: [{ classifier: 'guard', code: 'too-costly' }],
    });
  });
});
