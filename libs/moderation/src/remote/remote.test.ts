import { describe, expect, it } from '@jest/globals';
import { HTTPClient, Mistral } from '@mistralai/mistralai';
import { OpenAI } from 'openai';

import { classify } from '../../testing/classify.js';
import { type Classifier } from '../contract/classifier.js';
import { createModerator } from '../moderator/create-moderator.js';
import { definePolicy } from '../policy/parse-policy.js';
import { createMistralClassifier } from './mistral/mistral-classifier.js';
import { createOpenAiClassifier } from './openai/openai-classifier.js';
import { type RemoteAlarm, type RemoteClassifierOptions } from './remote-classifier.js';
import { RequestBudget } from './request-budget.js';

/** A service that answers every request in turn, the last answer for ever; and what it was asked. */
function serviceOf(
  ...answers: readonly { readonly status?: number; readonly scores?: Record<string, number>; readonly body?: unknown }[]
) {
  const asked: string[][] = [];
  const reply = async (url: unknown, init?: RequestInit): Promise<Response> => {
    const request = url instanceof Request ? url : new Request(String(url), init);
    const { input, inputs = input } = (await request.json()) as { input?: string[]; inputs?: string[] };
    const texts = inputs ?? [];
    asked.push(texts);
    const { status = 200, scores = {}, body } = answers[Math.min(asked.length, answers.length) - 1] ?? {};
    const result = { flagged: false, categories: {}, category_scores: scores, category_applied_input_types: {} };
    const content =
      body ??
      (status === 200 ? { id: 'm', model: 'm', results: texts.map(() => result) } : { message: `no: ${texts.join()}` });
    return new Response(JSON.stringify(content), { status, headers: { 'content-type': 'application/json' } });
  };
  return { asked, reply };
}

type Make = (service: ReturnType<typeof serviceOf>, options?: RemoteClassifierOptions) => Classifier;

const services: readonly (readonly [string, Make, Record<string, number>, Record<string, number | null>])[] = [
  [
    'openai',
    ({ reply }, options) =>
      createOpenAiClassifier({
        client: new OpenAI({ apiKey: 'k', fetch: reply as typeof fetch, baseURL: 'http://service.invalid/v1' }),
        ...options,
      }),
    { hate: 0.8, 'self-harm/intent': 0.1 },
    { hate: 0.8, 'self-harm/intent': 0.1, sexual: null },
  ],
  [
    'mistral',
    ({ reply }, options) =>
      createMistralClassifier({
        client: new Mistral({
          apiKey: 'k',
          serverURL: 'http://service.invalid',
          httpClient: new HTTPClient({ fetcher: reply as never }),
        }),
        ...options,
      }),
    { hate_and_discrimination: 0.8, health: 0.2, law: 0.3 },
    { hate: 0.8, 'x/specialized-advice': 0.3, sexual: null },
  ],
];

describe.each(services)('%s', (name, make, scores, ours) => {
  it('gives our categories, and null for what was not judged', async () => {
    const result = await classify(make(serviceOf({ scores })), 'some text');
    expect(result.scores).toMatchObject(ours);
    expect(result.scanned).toEqual({ start: 0, end: 9 });
  });

  it('sends a long text in overlapping pieces, and takes the highest score', async () => {
    const service = serviceOf({ scores });
    const text = Array.from({ length: 2_500 }, (_, index) => `word${String(index)}`).join(' ');
    await classify(make(service), text);
    const pieces = service.asked[0] ?? [];
    expect(pieces.length).toBeGreaterThan(2);
    expect(text.startsWith(pieces[0] ?? 'x') && text.endsWith(pieces.at(-1) ?? 'x')).toBe(true);
    for (const [index, piece] of pieces.slice(1).entries())
      expect(pieces[index]?.endsWith(piece.slice(0, 500))).toBe(true);
  });

  it('tries again after a passing failure', async () => {
    const service = serviceOf({ status: 503 }, { scores });
    expect((await classify(make(service), 'text')).scores).toMatchObject({ hate: 0.8 });
    expect(service.asked).toHaveLength(2);
  });

  it.each([
    ['a refused key', { status: 401 }, 'credentials'],
    ['a forbidden one', { status: 403 }, 'credentials'],
    ['a failure', { status: 400 }, 'unavailable'],
    ['an answer without results', { body: { id: 'm', model: 'm', results: [] } }, 'unavailable'],
    ['an answer of another shape', { body: 'hello' }, 'unavailable'],
  ] as const)('raises an alarm for %s, and lets nothing pass', async (_, answer, kind) => {
    const alarms: RemoteAlarm[] = [];
    const classifier = make(serviceOf(answer), { retries: 0, onAlarm: (alarm) => alarms.push(alarm) });
    const verdict = await createModerator({ classifiers: [classifier] }).moderate({
      stage: 'input',
      role: 'user',
      text: 'my secret diary',
      path: 'p',
      requestId: 'r',
    });
    expect(verdict).toMatchObject({ outcome: 'error', cause: { classifier: name, code: 'failed' } });
    expect(alarms).toMatchObject([{ classifier: name, kind }]);
    expect(JSON.stringify([verdict, alarms])).not.toContain('diary');
  });

  it('follows onError, and the verdict says so', async () => {
    const policy = definePolicy({ name: 't', version: '1', classifiers: { [name]: { onError: 'allow' } } });
    const verdict = await createModerator({
      policy,
      classifiers: [make(serviceOf({ status: 401 }), { retries: 0 })],
    }).moderate({ stage: 'input', role: 'user', text: 'text', path: 'p', requestId: 'r' });
    expect(verdict).toMatchObject({ outcome: 'allow', failures: [{ classifier: name }], scores: { violence: null } });
  });

  it('asks no more than its budget', async () => {
    const service = serviceOf({ scores });
    const alarms: string[] = [];
    const classifier = make(service, { requestsPerMinute: 2, onAlarm: ({ kind }) => alarms.push(kind) });
    await classify(classifier, 'one');
    await classify(classifier, 'two');
    await expect(classify(classifier, 'three')).rejects.toThrow(/budget/);
    expect(alarms).toEqual(['budget']);
    expect(service.asked).toHaveLength(2);
  });

  it('asks nothing about an empty text', async () => {
    const service = serviceOf({ scores });
    await classify(make(service), ' \n');
    expect(service.asked).toEqual([]);
  });
});

describe('RequestBudget', () => {
  it('starts anew with each minute, and keeps the day', () => {
    let now = 0;
    const budget = new RequestBudget({ requestsPerMinute: 2, requestsPerDay: 3 }, () => now);
    expect([budget.take(1), budget.take(1), budget.take(1)]).toEqual([true, true, false]);
    now = 60_000;
    expect([budget.take(1), budget.take(1)]).toEqual([true, false]);
    now = 86_400_000;
    expect(budget.take(2)).toBe(true);
  });
});
