import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createOpenAI } from '@ai-sdk/openai';
import { describe, expect, it } from '@jest/globals';
import { HumanMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { generateText, jsonSchema, Output, streamText, tool } from 'ai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { serveSettings } from '../fixtures/serve.js';
import { collect, useScriptedApi } from '../fixtures/scripted-api.js';
import { type OddSchema } from './odd-schema.js';
import { oddSchemas } from './odd-schemas.js';
import { testClient } from './rows/test-client.js';

/** Schemas are long, and each byte is a token. */
const api = useScriptedApi(() => ['Hello.'], { contextSize: 200_000 });
const messages = [{ role: 'user' as const, content: 'Do it.' }];

const callText = (args: object, name = 'odd') =>
  `<tool_call>\n{"name": "${name}", "arguments": ${JSON.stringify(args)}}\n</tool_call>`;

/** Sets the answers of the model: one after the other, and the last one again and again. */
function answer(...answers: readonly string[]): void {
  const left = [...answers];
  api.setScript(() => [(left.length > 1 ? left.shift() : left[0]) ?? '']);
}

const toTool = ({ schema }: OddSchema, more: object = {}) => ({
  type: 'function' as const,
  function: { name: 'odd', parameters: schema, ...more },
});

/** Asks with a tool, beside one that is not odd. */
async function ask(odd: OddSchema, fields: object = {}) {
  const clock = { type: 'function' as const, function: { name: 'clock', parameters: { type: 'object' } } };
  const { data, response } = await api.client.chat.completions
    .create({ model: 'default', messages, tools: [clock, toTool(odd)], ...fields })
    .withResponse();
  const [choice] = data.choices;
  const [call] = choice?.message.tool_calls ?? [];
  return {
    content: choice?.message.content,
    args: call?.type === 'function' ? (JSON.parse(call.function.arguments) as unknown) : undefined,
    schema: response.headers.get('x-leeward-schema'),
  };
}

const createChatOpenAi = () =>
  new ChatOpenAI({
    model: 'default',
    apiKey: 'none',
    maxRetries: 0,
    configuration: { baseURL: `${api.url}/v1` },
  });

const withUnmet = oddSchemas.filter(({ unmet }) => unmet !== undefined);

describe.each(oddSchemas)('a tool with $name', (odd) => {
  it('does not stop a request, whether it is called or not', async () => {
    answer('Hello.');
    expect(await ask(odd)).toMatchObject({ content: 'Hello.', args: undefined });
    answer(callText(odd.met));
    expect(await ask(odd)).toMatchObject({ args: odd.met });
    expect(await ask(odd, { tool_choice: { type: 'function', function: { name: 'odd' } } })).toMatchObject({
      args: odd.met,
    });
  });
});

describe.each(withUnmet)('arguments for $name', ({ unmet = {}, ...odd }) => {
  it('are written once more when they do not satisfy it, and else passed on with a note', async () => {
    answer(callText(odd.met));
    expect((await ask(odd)).schema).toBe('met');
    expect(api.engine.requests).toHaveLength(1);
    answer(callText(unmet), callText(odd.met));
    expect(await ask(odd)).toEqual({ content: null, args: odd.met, schema: 'met' });
    answer(callText(unmet));
    expect(await ask(odd)).toEqual({ content: null, args: unmet, schema: 'unmet' });
  });
});

describe('the odd schemas of the table', () => {
  it('are at least 25', () => {
    expect(oddSchemas.length).toBeGreaterThanOrEqual(25);
  });
});

describe('a stream with a tool whose schema no grammar enforces whole', () => {
  const [odd] = oddSchemas.filter(({ name }) => name === 'uniqueItems') as [OddSchema];

  it('passes text on at once, and says at its end whether the schema is satisfied', async () => {
    for (const [answers, schema, args] of [
      [[callText(odd.unmet ?? {}), callText(odd.met)], 'met', odd.met],
      [[callText(odd.unmet ?? {})], 'unmet', odd.unmet],
    ] as const) {
      answer(...answers.map((call) => `Well.\n${call}`));
      const chunks = await collect(
        await api.client.chat.completions.create({ model: 'default', messages, tools: [toTool(odd)], stream: true }),
      );
      const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
      expect(deltas.map(({ content }) => content ?? '').join('')).toBe('Well.');
      const written = deltas.flatMap((delta) => delta.tool_calls ?? []).map((call) => call.function?.arguments ?? '');
      expect(JSON.parse(written.join(''))).toEqual(args);
      expect(chunks.at(-1)).toMatchObject({ leeward: { schema } });
    }
  });
});

describe('a server with SCHEMA_RETRIES=0', () => {
  it('passes the first attempt on with a note', async () => {
    const [odd] = oddSchemas.filter(({ name }) => name === 'uniqueItems') as [OddSchema];
    const engine = new ScriptedEngine(() => [callText(odd.unmet ?? {})], { contextSize: 200_000 });
    const { client, close } = await serveSettings(engine, { SCHEMA_RETRIES: '0' });
    try {
      const answered = client.chat.completions.create({ model: 'default', messages, tools: [toTool(odd)] });
      expect(await answered).toMatchObject({ leeward: { schema: 'unmet' } });
      expect(engine.requests).toHaveLength(1);
    } finally {
      await close();
    }
  });
});

const page = z.object({
  url: z.url(),
  host: z.hostname(),
  mail: z.email(),
  every: z.iso.duration(),
  at: z.iso.datetime(),
  ip: z.ipv6(),
  id: z.cuid2(),
  tag: z.string().regex(/^[a-z-]+(?<!-)$/),
  price: z.number().multipleOf(0.5),
});
const value: z.infer<typeof page> = {
  url: 'https://example.com/a',
  host: 'example.com',
  mail: 'a@example.com',
  every: 'PT5M',
  at: '2026-01-02T03:04:05Z',
  ip: '2001:db8::1',
  id: 'tz4a98xxat96iws9zmbrgj3a',
  tag: 'a-b',
  price: 1.5,
};
const broken = { ...value, tag: 'a-' };

testClient('schemas', {
  openai: async () => {
    const tools = oddSchemas.map((odd, index) => toTool(odd, { name: `tool_${index}` }));
    answer('Hello.');
    const { choices } = await api.client.chat.completions.create({ model: 'default', messages, tools });
    expect(choices[0]?.message.content).toBe('Hello.');
  },

  langchain: async () => {
    const model = createChatOpenAi();
    for (const odd of oddSchemas) {
      answer(callText(odd.met));
      const { tool_calls: calls } = await model.bindTools([toTool(odd)]).invoke([new HumanMessage('Do it.')]);
      expect(calls).toMatchObject([{ name: 'odd', args: odd.met }]);
    }
  },

  aiSdk: async () => {
    const model = createOpenAICompatible({ name: 'leeward', baseURL: `${api.url}/v1` })('default');
    for (const { met, schema } of oddSchemas) {
      const tools = { odd: tool({ inputSchema: jsonSchema(schema) }) };
      answer(callText(met));
      const { toolCalls } = await generateText({ model, messages, tools, maxRetries: 0 });
      expect(toolCalls).toMatchObject([{ toolName: 'odd', input: met }]);
      expect(await streamText({ model, messages, tools, maxRetries: 0 }).toolCalls).toMatchObject([
        { toolName: 'odd', input: met },
      ]);
    }
  },

  langchainAnswer: async () => {
    answer(callText(broken, 'page'), callText(value, 'page'));
    const structured = createChatOpenAi().withStructuredOutput(page, { method: 'functionCalling', name: 'page' });
    expect(await structured.invoke([new HumanMessage('Write.')])).toEqual(value);
  },

  aiSdkAnswer: async () => {
    answer(JSON.stringify(broken), JSON.stringify(value));
    const model = createOpenAICompatible({
      name: 'leeward',
      baseURL: `${api.url}/v1`,
      supportsStructuredOutputs: true,
    })('default');
    const { output } = await generateText({
      model,
      messages,
      output: Output.object({ schema: page }),
      maxRetries: 0,
      providerOptions: { leeward: { strictJsonSchema: false } },
    });
    expect(output).toEqual(value);
  },

  strict: async () => {
    const format = zodResponseFormat(page, 'page');
    const refused = api.client.chat.completions.parse({ model: 'default', messages, response_format: format });
    await expect(refused).rejects.toMatchObject({ status: 400, code: 'unsupported_schema', param: 'response_format' });
    const openai = createOpenAI({ baseURL: `${api.url}/v1`, apiKey: 'none' }).chat('default');
    const bySdk = generateText({ model: openai, messages, output: Output.object({ schema: page }), maxRetries: 0 });
    await expect(bySdk).rejects.toMatchObject({ statusCode: 400, message: expect.stringContaining('/properties/') });
  },
});

describe('a structured answer of zod', () => {
  it('may be strict where the grammar enforces all of its formats', async () => {
    const strict = page.pick({ url: true, mail: true, at: true });
    const expected = strict.parse(value);
    answer(JSON.stringify(expected));
    const parsed = await api.client.chat.completions.parse({
      model: 'default',
      messages,
      response_format: zodResponseFormat(strict, 'page'),
    });
    expect(parsed.choices[0]?.message.parsed).toEqual(expected);
    const openai = createOpenAI({ baseURL: `${api.url}/v1`, apiKey: 'none' }).chat('default');
    const { output } = await generateText({ model: openai, messages, output: Output.object({ schema: strict }) });
    expect(output).toEqual(expected);
  });
});
