import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Script, ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { type Classifier, createModerator, definePolicy } from '@leeward/moderation';
import OpenAI from 'openai';
import { collect } from '../fixtures/scripted-api.js';
import { type ServedApi, serveEngine } from '../fixtures/serve.js';

type Messages = OpenAI.ChatCompletionMessageParam[];

const moderation = { model: 'omni-moderation-latest' };
const header = 'x-leeward-moderation';
const message = 'I cannot talk about this project.';
const look: OpenAI.ChatCompletionFunctionTool = { type: 'function', function: { name: 'look' } };
const callText = (query: string) => `<tool_call>\n{"name": "look", "arguments": {"q": "${query}"}}\n</tool_call>`;

/** Fails at every text that names an eclipse. */
const fragile: Classifier = {
  name: 'fragile',
  categories: ['hate'],
  classify: async ({ text }) => {
    if (text.includes('eclipse')) throw new Error('no result');
    return { scores: { hate: 0.1 }, spans: [], scanned: { start: 0, end: text.length } };
  },
};

const policy = definePolicy({
  name: 'test',
  version: '1',
  rules: [{ name: 'bluebird', words: ['project bluebird'] }],
  messages: { 'x/rules': message },
});

/** Reads the results of one side of OpenAI's form. */
function readResults(side: OpenAI.ChatCompletion.Moderation['input'] | undefined) {
  if (side?.type !== 'moderation_results') throw new Error(`There are no results: ${JSON.stringify(side)}`);
  return side.results;
}

describe('an answer with its moderation', () => {
  const usual: Script = () => ['Good ', 'day.'];
  let script = usual;
  let api: ServedApi;
  const engine = new ScriptedEngine((request) => script(request));
  beforeAll(async () => {
    api = await serveEngine(engine, createModerator({ policy, classifiers: [fragile] }));
  });
  afterAll(() => api?.close());
  beforeEach(() => {
    script = usual;
  });

  const chat = (content: string, fields: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}) =>
    api.client.chat.completions
      .create({ model: 'default', messages: [{ role: 'user', content }], ...fields })
      .withResponse();
  const stream = async (content: string, fields: Partial<OpenAI.ChatCompletionCreateParamsStreaming> = {}) => {
    const messages: Messages = [{ role: 'user', content }];
    const { data, response } = await api.client.chat.completions
      .create({ model: 'default', messages, ...fields, stream: true })
      .withResponse();
    return { chunks: await collect(data), shown: response.headers.get(header) };
  };
  /** Answers each request with the next of some texts. */
  const inTurn = (...texts: readonly string[]): Script => {
    let next = 0;
    return () => [texts[next++ % texts.length] ?? ''];
  };

  describe("in OpenAI's form", () => {
    it('is absent unless a request asks for it', async () => {
      expect((await chat('Hello')).data).not.toHaveProperty('moderation');
      expect((await chat('Hello', { moderation: null })).data).not.toHaveProperty('moderation');
    });

    it('has a result for the input, and one for each choice', async () => {
      script = inTurn('All is well.', 'Shit happens.');
      const { data } = await chat('Write to jane.doe@harbour.com', { moderation, n: 2 });
      const [input, ...others] = readResults(data.moderation?.input);
      expect(others).toEqual([]);
      expect(input).toMatchObject({
        type: 'moderation_result',
        model: 'leeward-test-1',
        flagged: true,
        categories: { 'x/pii': true, 'x/pii/email': true, 'x/rules': false },
        category_applied_input_types: { hate: ['text'] },
        category_scores: { hate: 0.1 },
      });
      const output = readResults(data.moderation?.output);
      const texts = data.choices.map((choice) => choice.message.content);
      expect(output.map(({ flagged }) => flagged)).toEqual(texts.map((text) => text === 'Shit happens.'));
      expect(output.map(({ categories }) => categories['x/profanity']).toSorted()).toEqual([false, true]);
    });

    it('has no category that nothing judged', async () => {
      const { data } = await chat('Hello', { moderation });
      const [{ categories, category_scores, category_applied_input_types }] = readResults(data.moderation?.input) as [
        OpenAI.ChatCompletion.Moderation.ModerationResults.Result,
      ];
      expect(Object.keys(categories)).not.toContain('violence/graphic');
      expect(Object.keys(category_scores)).toEqual(Object.keys(categories));
      expect(Object.keys(category_applied_input_types)).toEqual(Object.keys(categories));
      expect(Object.values(category_scores).every((score) => score >= 0 && score <= 1)).toBe(true);
    });

    it('comes in a chunk of its own before the usage, which the client adds to its answer', async () => {
      const { chunks } = await stream('Hello', { moderation, stream_options: { include_usage: true } });
      const withModeration = chunks.filter((chunk) => 'moderation' in chunk);
      expect(withModeration).toMatchObject([{ choices: [], usage: null }]);
      expect(readResults(withModeration[0]?.moderation?.output)).toHaveLength(1);
      expect(chunks.indexOf(withModeration[0] as OpenAI.ChatCompletionChunk)).toBe(chunks.length - 2);
      const collected = await api.client.chat.completions
        .stream({ model: 'default', messages: [{ role: 'user', content: 'Hello' }], moderation })
        .finalChatCompletion();
      expect(collected).toMatchObject({
        choices: [{ message: { content: 'Good day.' } }],
        moderation: { input: { type: 'moderation_results' } },
      });
      expect((await stream('Hello')).chunks.filter((chunk) => 'moderation' in chunk)).toEqual([]);
    });

    it.each([
      [{ input: { mode: 'block' as const }, output: null }, null],
      [{ input: { mode: 'score' as const } }, 'moderation.policy'],
      [{ input: { mode: 'block' as const }, output: { mode: 'score' as const } }, 'moderation.policy'],
    ])('says that a request cannot weaken the policy: %j', async (asked, ignored) => {
      const { response } = await chat('Hello', { moderation: { ...moderation, policy: asked } });
      expect(response.headers.get('x-leeward-ignored')).toBe(ignored);
      await expect(chat('project bluebird', { moderation: { ...moderation, policy: asked } })).rejects.toMatchObject({
        code: 'content_filter',
      });
    });

    it.each([
      [{ model: 'llama-guard' }, 'moderation.model'],
      [{}, 'moderation.model'],
      [{ ...moderation, policy: { input: { mode: 'off' } } }, 'moderation.policy'],
      [{ ...moderation, policy: { tools: { mode: 'score' } } }, 'moderation.policy'],
      [{ ...moderation, threshold: 1 }, 'moderation.threshold'],
      ['on', 'moderation'],
    ])('refuses %j with the name of the field', async (asked, param) => {
      await expect(chat('Hello', { moderation: asked as never })).rejects.toMatchObject({ status: 400, param });
    });
  });

  describe('refuses with the message of the policy', () => {
    const refused = { finish_reason: 'content_filter', message: { content: '', refusal: message } };

    it('in one of several choices', async () => {
      script = inTurn('Good day.', 'About project bluebird', 'Bye.');
      const { data } = await chat('Hello', { n: 3 });
      const texts = data.choices.map((choice) => choice.message.refusal);
      expect(texts.toSorted()).toEqual([message, null, null].toSorted());
      expect(data.choices.find((choice) => choice.message.refusal !== null)).toMatchObject(refused);
    });

    it('where a call of a tool is blocked', async () => {
      script = () => [callText('project bluebird')];
      const { data } = await chat('Hello', { tools: [look] });
      expect(data.choices).toMatchObject([refused]);
      expect(data.choices[0]?.message.tool_calls).toBeUndefined();
    });

    it('midway, behind the text that has left already', async () => {
      const beginning = 'This is a long and harmless beginning. '.repeat(20);
      script = () => [beginning, 'Now to project bluebird.'];
      const { chunks } = await stream('Hello');
      const deltas = chunks.flatMap(({ choices }) => choices);
      const text = deltas.map(({ delta }) => delta.content ?? '').join('');
      expect(beginning.startsWith(text.slice(0, 100))).toBe(true);
      expect(text).not.toContain('bluebird');
      expect(deltas.at(-1)).toMatchObject({ delta: { refusal: message }, finish_reason: 'content_filter' });
      const whole = await api.client.chat.completions
        .stream({ model: 'default', messages: [{ role: 'user', content: 'Hello' }] })
        .finalChatCompletion();
      expect(whole.choices).toMatchObject([{ message: { refusal: message }, finish_reason: 'content_filter' }]);
    });

    it('in the error of a blocked input', async () => {
      await expect(chat('project bluebird')).rejects.toMatchObject({ code: 'content_filter', error: { message } });
    });
  });

  describe('in a header', () => {
    it.each<[string, string, string]>([
      ['Hello', 'Good day.', 'allowed'],
      ['Hello', 'Shit happens.', 'allowed;categories="x/profanity"'],
      ['Write to jane.doe@harbour.com', 'Done.', 'redacted;stage=input;categories="x/pii/email"'],
      ['Hello', 'About project bluebird', 'blocked;stage=output;categories="x/rules"'],
      ['Hello', callText('project bluebird'), 'blocked;stage=tool-call;categories="x/rules"'],
    ])('tells the outcome of %j, answered with %j', async (content, answer, shown) => {
      script = () => [answer];
      expect((await chat(content, { tools: [look] })).response.headers.get(header)).toBe(shown);
    });

    it.each([
      ['/v1/chat/completions', { messages: [{ role: 'user', content: 'project bluebird' }] }],
      ['/v1/chat/completions', { messages: [{ role: 'user', content: 'project bluebird' }], stream: true }],
      ['/v1/completions', { prompt: 'project bluebird' }],
    ])('tells that an input was blocked at %s: %j', async (path, body) => {
      const response = await fetch(api.url + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(400);
      expect(response.headers.get(header)).toBe('blocked;stage=input;categories="x/rules"');
    });

    it('tells that moderation failed, before or behind the model', async () => {
      await expect(chat('The eclipse')).rejects.toMatchObject({ status: 503 });
      const refusal = await chat('The eclipse').catch(
        (error: unknown) => error as InstanceType<typeof OpenAI.APIError>,
      );
      expect('headers' in refusal && refusal.headers?.get(header)).toBe('failed;stage=input');
      script = () => ['The eclipse'];
      const failure = await chat('Hello').catch((error: unknown) => error as InstanceType<typeof OpenAI.APIError>);
      expect('headers' in failure && failure.headers?.get(header)).toBe('failed;stage=output');
    });

    it('tells of the input alone in a stream', async () => {
      script = () => ['About project bluebird'];
      expect((await stream('Hello')).shown).toBe('allowed');
      expect((await stream('Write to jane.doe@harbour.com')).shown).toBe(
        'redacted;stage=input;categories="x/pii/email"',
      );
    });

    it('is absent where nothing was moderated', async () => {
      await expect(chat('Hello', { model: 'gpt-4o' })).rejects.toMatchObject({ status: 404 });
      const failure = await chat('Hello', { model: 'gpt-4o' }).catch((error: unknown) => error as { headers: Headers });
      expect((failure as { headers: Headers }).headers.get(header)).toBeNull();
    });
  });
});

describe('POST /v1/moderations', () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveEngine(new ScriptedEngine(() => []));
  });
  afterAll(() => api?.close());

  it('lists the categories that were judged: the booleans of the others say nothing', async () => {
    const { results } = await api.client.moderations.create({ input: 'Hello' });
    const [result] = results as [OpenAI.Moderation & { leeward: { judged: string[] } }];
    expect(result.leeward.judged).toContain('x/secrets');
    expect(result.leeward.judged).not.toContain('violence/graphic');
    expect(result.categories['violence/graphic']).toBe(false);
    expect(result.category_scores['violence/graphic']).toBeNull();
    expect(result.category_applied_input_types['violence/graphic']).toEqual([]);
    expect(result.category_applied_input_types).toMatchObject({ 'x/secrets': ['text'] });
  });
});
