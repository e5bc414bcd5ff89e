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

/** Makes a service that gives each answer in turn, then repeats the last, and records the received texts. */
function createService(
  ...answers: readonly { readonly status?: number; readonly scores?: Record<string, number>; readonly body?: unknown }[]
) {
  const received: string[][] = [];
  const reply = async (url: unknown, init?: RequestInit): Promise<Response> => {
    const request = url instanceof Request ? url : new Request(String(url), init);
    const { input, inputs = input } = (await request.json()) as { input?: string[]; inputs?: string[] };
    const texts = inputs ?? [];
    received.push(texts);
    const { status = 200, scores = {}, body } = answers[Math.min(received.length, answers.length) - 1] ?? {};
    const result = { flagged: false, categories: {}, category_scores: scores, category_applied_input_types: {} };
    const content =
      body ??
      (status === 200 ? { id: 'm', model: 'm', results: texts.map(() => result) } : { message: `no: ${texts.join()}` });
    return new Response(JSON.stringify(content), { status, headers: { 'content-type': 'application/json' } });
  };
  return { received, reply };
}

type CreateClassifier = (service: ReturnType<typeof createService>, options?: RemoteClassifierOptions) => Classifier;

const services: readonly (readonly [
  string,
  CreateClassifier,
  Record<string, number>,
  Record<string, number | null>,
])[] = [
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

describe.each(services)('%s classifier', (name, createClassifier, scores, expected) => {
  it('maps scores to categories, and gives null for one without a score', async () => {
    const result = await classify(createClassifier(createService({ scores })), 'some text');
    expect(result.scores).toMatchObject(expected);
    expect(result.scanned).toEqual({ start: 0, end: 9 });
  });

  it('sends a long text in overlapping chunks', async () => {
    const service = createService({ scores });
    const text = Array.from({ length: 2_500 }, (_, index) => `word${index}`).join(' ');
    await classify(createClassifier(service), text);
    const chunks = service.received[0] ?? [];
    expect(chunks.length).toBeGreaterThan(2);
    expect(text.startsWith(chunks[0] ?? 'x') && text.endsWith(chunks.at(-1) ?? 'x')).toBe(true);
    for (const [index, chunk] of chunks.slice(1).entries())
      expect(chunks[index]?.endsWith(chunk.slice(0, 500))).toBe(true);
  });

  it('sends a request again after a temporary failure', async () => {
    const service = createService({ status: 503 }, { scores });
    expect((await classify(createClassifier(service), 'text')).scores).toMatchObject({ hate: 0.8 });
    expect(service.received).toHaveLength(2);
  });

  it.each([
    ['a refused key', { status: 401 }, 'credentials'],
    ['a forbidden key', { status: 403 }, 'credentials'],
    ['a failure', { status: 400 }, 'unavailable'],
    ['an answer without results', { body: { id: 'm', model: 'm', results: [] } }, 'unavailable'],
    ['an answer of another shape', { body: 'hello' }, 'unavailable'],
  ] as const)('raises an alarm and fails on %s', async (_, answer, kind) => {
    const alarms: RemoteAlarm[] = [];
    const classifier = createClassifier(createService(answer), { retries: 0, onAlarm: (alarm) => alarms.push(alarm) });
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

  it('lets a text pass after a failure if onError allows it', async () => {
    const policy = definePolicy({ name: 't', version: '1', classifiers: { [name]: { onError: 'allow' } } });
    const verdict = await createModerator({
      policy,
      classifiers: [createClassifier(createService({ status: 401 }), { retries: 0 })],
    }).moderate({ stage: 'input', role: 'user', text: 'text', path: 'p', requestId: 'r' });
    expect(verdict).toMatchObject({ outcome: 'allow', failures: [{ classifier: name }], scores: { violence: null } });
  });

  it('sends no more requests than its budget', async () => {
    const service = createService({ scores });
    const alarms: string[] = [];
    const classifier = createClassifier(service, { requestsPerMinute: 2, onAlarm: ({ kind }) => alarms.push(kind) });
    await classify(classifier, 'one');
    await classify(classifier, 'two');
    await expect(classify(classifier, 'three')).rejects.toThrow(/budget/);
    expect(alarms).toEqual(['budget']);
    expect(service.received).toHaveLength(2);
  });

  it('sends no request for an empty text', async () => {
    const service = createService({ scores });
    await classify(createClassifier(service), ' \n');
    expect(service.received).toEqual([]);
  });
});

describe('RequestBudget', () => {
  it('counts anew each minute, and goes on counting the day', () => {
    let now = 0;
    const budget = new RequestBudget({ requestsPerMinute: 2, requestsPerDay: 3 }, () => now);
    expect([budget.take(1), budget.take(1), budget.take(1)]).toEqual([true, true, false]);
    now = 60_000;
    expect([budget.take(1), budget.take(1)]).toEqual([true, false]);
    now = 86_400_000;
    expect(budget.take(2)).toBe(true);
  });
});
