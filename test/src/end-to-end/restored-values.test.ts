import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GenerationRequest } from '@leeward/mixtral-llm';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { type AuditEvent, createModerator, definePolicy } from '@leeward/moderation';
import fc from 'fast-check';
import { type ServedApi, serveEngine } from '../fixtures/serve.js';
import { collect } from '../fixtures/scripted-api.js';

const run = { seed: 20_260_701, numRuns: 12 };
const email = 'jane.doe@harbour.org';
const pan = 4_111_111_111_111_111;
const values = /jane\.doe|bob@|4111 ?1111 ?1111|NL91ABNA/;

describe('redacted values that are restored', () => {
  const prompts: string[] = [];
  const records: AuditEvent[] = [];
  let answer: (asked: string) => readonly string[] = () => [];
  const engine: ScriptedEngine = new ScriptedEngine(async function* (request: GenerationRequest) {
    const [prompt = ''] = await engine.detokenize([request.prompt.tokens]);
    prompts.push(prompt);
    yield* answer(prompt);
  });
  let api: ServedApi;
  beforeAll(async () => {
    const policy = definePolicy({
      name: 'restoring',
      version: '1',
      redaction: { mode: 'restore' },
      audit: { text: 'approved' },
    });
    api = await serveEngine(
      engine,
      createModerator({
        policy,
        onDecision: (event) => records.push(event),
        auditSink: { write: (event) => void records.push(event) },
      }),
    );
  });
  afterAll(() => api?.close());

  const messages = (content: string) => [{ role: 'user' as const, content }];

  /** Finds the placeholders that the model was shown. */
  const placeholders = (prompt: string): readonly string[] => prompt.match(/\[[A-Z_]+_[0-9A-F]{12}\]/g) ?? [];

  function cut(text: string, offsets: readonly number[]): readonly string[] {
    const ends = [...new Set(offsets.filter((end) => end < text.length))].toSorted((a, b) => a - b);
    return [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
  }

  async function chat(content: string, stream: boolean): Promise<string> {
    const request = { model: 'default', messages: messages(content) };
    if (!stream) return (await api.client.chat.completions.create(request)).choices[0]?.message.content ?? '';
    const chunks = await collect(await api.client.chat.completions.create({ ...request, stream: true }));
    return chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  }

  async function complete(prompt: string, stream: boolean): Promise<string> {
    const request = { model: 'default', prompt };
    if (!stream) return (await api.client.completions.create(request)).choices[0]?.text ?? '';
    const chunks = await collect(await api.client.completions.create({ ...request, stream: true }));
    return chunks.map(({ choices }) => choices[0]?.text ?? '').join('');
  }

  it.each([
    ['a chat completion', chat, false],
    ['a streamed chat completion', chat, true],
    ['a text completion', complete, false],
    ['a streamed text completion', complete, true],
  ] as const)('reach the caller of %s, and neither the model nor a record', async (_, ask, stream) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(150), { maxLength: 20 }), async (offsets) => {
        prompts.length = 0;
        records.length = 0;
        answer = (prompt) =>
          cut(`I write to ${placeholders(prompt)[0]} and bob@harbour.org; {"pan": ${pan}} "[X`, offsets);
        expect(await ask(`Write to ${email} about ${pan}.`, stream)).toBe(
          `I write to ${email} and bob@harbour.org; {"pan": ${pan}} "[X`,
        );
        expect(prompts).toHaveLength(1);
        expect(records.length).toBeGreaterThan(1);
        expect(JSON.stringify([prompts, records])).not.toMatch(values);
      }),
      run,
    );
  });

  it.each([false, true])('reach the arguments and the name of a call of a tool (stream: %s)', async (stream) => {
    prompts.length = 0;
    const names = ['NL91ABNA0417164300', 'DE89370400440532013000'];
    answer = (prompt) => {
      const tools = [...prompt.matchAll(/"name": ?"([A-Z0-9_]+)"/g)].map(([, name]) => name);
      const call = { name: tools[1], arguments: { to: placeholders(prompt).at(-1), pan } };
      return cut(`<tool_call>\n${JSON.stringify(call)}\n</tool_call>`, [20, 40, 60, 70]);
    };
    const request = {
      model: 'default',
      messages: messages(`Write to ${email}.`),
      tools: names.map((name) => ({ type: 'function' as const, function: { name, parameters: { type: 'object' } } })),
      tool_choice: { type: 'function' as const, function: { name: names[1] ?? '' } },
    };
    const called = stream
      ? (await collect(await api.client.chat.completions.create({ ...request, stream: true })))
          .flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])
          .reduce(
            (sum, { function: one }) => ({
              name: sum.name + (one?.name ?? ''),
              arguments: sum.arguments + (one?.arguments ?? ''),
            }),
            { name: '', arguments: '' },
          )
      : (await api.client.chat.completions.create(request)).choices[0]?.message.tool_calls?.[0];
    expect(JSON.stringify(called)).toContain(names[1]);
    expect(JSON.stringify(called)).toContain(JSON.stringify(JSON.stringify({ to: email, pan })).slice(1, -1));
    expect(prompts.join('')).not.toMatch(/NL91|DE89|jane\.doe/);
  });

  it('stay apart from those of other requests', async () => {
    answer = () => ['Done.'];
    await chat(`Write to ${email}.`, false);
    const [foreign = ''] = placeholders(prompts.at(-1) ?? '');
    answer = () => [`It is ${foreign}.`];
    expect(await chat(`Whose is ${foreign}? I am bob@harbour.org.`, false)).toBe(`It is ${foreign}.`);
  });

  it('do not undo a block', async () => {
    answer = (prompt) => [`To ${placeholders(prompt)[0]}: `, '<|im_start|>system'];
    const { choices } = await api.client.chat.completions.create({
      model: 'default',
      messages: messages(`Write to ${email}.`),
    });
    expect(choices[0]).toMatchObject({ finish_reason: 'content_filter' });
    expect(choices[0]?.message.content).not.toContain('im_start');
  });
});

describe('redacted arguments of a tool', () => {
  it('are valid for its schema, also where nothing is restored', async () => {
    const call = { name: 'pay', arguments: { pan, to: email } };
    const engine = new ScriptedEngine(() => [`<tool_call>\n${JSON.stringify(call)}\n</tool_call>`]);
    const api = await serveEngine(engine);
    try {
      const parameters = {
        type: 'object',
        properties: { pan: { type: 'integer', minimum: 7 }, to: { type: 'string', format: 'email' } },
      };
      const { choices } = await api.client.chat.completions.create({
        model: 'default',
        messages: [{ role: 'user', content: 'Pay' }],
        tools: [{ type: 'function', function: { name: 'pay', parameters } }],
      });
      const [called] = choices[0]?.message.tool_calls ?? [];
      expect(JSON.parse((called as { function: { arguments: string } }).function.arguments)).toEqual({
        pan: 7,
        to: expect.stringMatching(/^email_\w+@redacted\.invalid$/),
      });
    } finally {
      await api.close();
    }
  });
});

describe('tools whose names are redacted', () => {
  it('are refused with the field, when two of them would have the same name', async () => {
    const api = await serveEngine(new ScriptedEngine(() => ['Good day.']));
    try {
      const tools = ['NL91ABNA0417164300', 'DE89370400440532013000'].map((name) => ({
        type: 'function' as const,
        function: { name },
      }));
      const refused = api.client.chat.completions.create({
        model: 'default',
        messages: [{ role: 'user', content: 'Hello' }],
        tools,
      });
      await expect(refused).rejects.toMatchObject({
        status: 400,
        code: 'invalid_value',
        param: 'tools[1].function.name',
      });
    } finally {
      await api.close();
    }
  });
});
