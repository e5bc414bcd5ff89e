import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assemblePrompt, type ChatMessage, loadMistralTokenizer, planPrompt } from '@leeward/chat-template';
import { ChatMixtral, type Engine, LlamaEngine } from '@leeward/mixtral-llm';
import { ScriptedEngine, writeTinyMixtral } from '@leeward/mixtral-llm/testing';
import fc from 'fast-check';
import { type ServedApi, serveSettings, startServer } from '../fixtures/serve.js';

describe("a file of Mixtral's architecture", () => {
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tiny-mixtral-'));
    file = join(folder, 'tiny-mixtral.gguf');
    await writeTinyMixtral(file);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const render = async (api: ServedApi, body: unknown) => {
    const response = await fetch(`${api.url}/v1/chat/render`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('gets the form of the model card with CHAT_TEMPLATE=card', async () => {
    const api = await startServer({ MODEL_PATH: file, CHAT_RENDER: 'true', CHAT_TEMPLATE: 'card' });
    try {
      // The two forms differ for a turn without text alone.
      const { body } = await render(api, { messages: [{ role: 'user', content: '' }] });
      expect(body).toMatchObject({
        templateVersion: 'mistral-instruct-v1-card',
        tokens: [1, 733, 16289, 28793, 733, 28748, 16289, 28793],
      });
    } finally {
      await api.close();
    }
  });

  describe('behind the API', () => {
    let api: ServedApi;
    beforeAll(async () => {
      api = await startServer({ MODEL_PATH: file, CHAT_RENDER: 'true' });
    });
    afterAll(() => api?.close());

    it('answers with as many prompt tokens as the reference', async () => {
      const completion = await api.client.chat.completions.create({
        model: 'tiny-mixtral',
        max_tokens: 8,
        seed: 1,
        messages: [{ role: 'user', content: 'a' }],
      });
      expect(completion.usage).toMatchObject({ prompt_tokens: 9 });
      expect(completion.choices[0]?.message.content).not.toBe('');
    });

    it('encodes texts and conversations to the ids of the reference, and decodes them', async () => {
      const post = async (path: string, body: object) => {
        const headers = { 'Content-Type': 'application/json' };
        const response = await fetch(api.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
        return (await response.json()) as { tokens: number[]; content: string };
      };
      const messages = [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'user', content: 'c' },
      ];
      const ids = [
        ...[1, 733, 16289, 28793, 264, 733, 28748, 16289, 28793, 287, 2],
        ...[733, 16289, 28793, 277, 733, 28748, 16289, 28793],
      ];
      expect(await post('/tokenize', { messages })).toMatchObject({ tokens: ids, count: ids.length });
      expect(await post('/tokenize', { prompt: 'a' })).toMatchObject({ tokens: [1, 264], max_model_len: 2048 });
      expect(await post('/tokenize', { content: 'a' })).toMatchObject({ tokens: [264] });
      expect(await post('/tokenize', { content: 'a', add_special: true })).toMatchObject({ tokens: [1, 264] });
      expect(await post('/detokenize', { tokens: [1, 264, 287, 2] })).toMatchObject({ content: 'a b' });
    });

    it('streams the same answer as a whole one', async () => {
      const request = {
        model: 'default',
        max_tokens: 12,
        temperature: 0,
        messages: [{ role: 'user', content: 'a' }],
      } as const;
      const whole = await api.client.chat.completions.create({ ...request, messages: [...request.messages] });
      const stream = await api.client.chat.completions.create({
        ...request,
        messages: [...request.messages],
        stream: true,
      });
      let text = '';
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      expect(text).toBe(whole.choices[0]?.message.content);
    });

    it('renders the prompt with its spans', async () => {
      const messages = [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'user', content: 'c' },
      ];
      const { status, body } = await render(api, { messages });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        tokens: [
          1, 733, 16289, 28793, 264, 733, 28748, 16289, 28793, 287, 2, 733, 16289, 28793, 277, 733, 28748, 16289, 28793,
        ],
        templateVersion: 'mistral-instruct-v1',
      });
      expect(body['spans']).toContainEqual({ source: 'assistant', messageIndex: 1, start: 9, end: 10 });
      expect(body['explained']).toMatch(/assistant #1 +"b"/);
      expect(body['explained']).toMatch(/template +<s> "\[INST\]"/);
    });
  });

  it('hides the prompt unless CHAT_RENDER is switched on', async () => {
    const api = await serveSettings(new ScriptedEngine(() => ['Good day.']), {});
    try {
      expect(await render(api, { messages: [{ role: 'user', content: 'a' }] })).toMatchObject({ status: 404 });
    } finally {
      await api.close();
    }
  });

  // Public files have different settings for the prefix space; the ids must not differ.
  describe.each([{ addSpacePrefix: undefined }, { addSpacePrefix: true }, { addSpacePrefix: false }])(
    'with add_space_prefix $addSpacePrefix',
    ({ addSpacePrefix }) => {
      let engine: Engine;
      beforeAll(async () => {
        const path = join(folder, `prefix-${addSpacePrefix}.gguf`);
        await writeTinyMixtral(path, addSpacePrefix === undefined ? {} : { addSpacePrefix });
        engine = await LlamaEngine.load({ file: path, gpu: false, threads: 1, parallel: 1, contextSize: 512 });
      });
      afterAll(() => engine?.close());

      const user = (content: string): ChatMessage => ({ role: 'user', content });
      it.each([
        { name: '[user]', messages: [user('a')], ids: [1, 733, 16289, 28793, 264, 733, 28748, 16289, 28793] },
        {
          name: '[user, assistant, user]',
          messages: [user('a'), { role: 'assistant', content: 'b' } as const, user('c')],
          ids: [
            1, 733, 16289, 28793, 264, 733, 28748, 16289, 28793, 287, 2, 733, 16289, 28793, 277, 733, 28748, 16289,
            28793,
          ],
        },
        {
          name: '[system, user]',
          messages: [{ role: 'system', content: 'S' } as const, user('a')],
          ids: [1, 733, 16289, 28793, 318, 13, 13, 28708, 733, 28748, 16289, 28793],
        },
      ])('gives the reference ids of $name', async ({ messages, ids }) => {
        const { template } = new ChatMixtral({ engine });
        const plan = planPrompt(messages, template);
        expect(assemblePrompt(plan, await engine.tokenize(plan.texts)).tokens).toEqual(ids);
      });

      it('encodes any text as the vocabulary in pure TypeScript does', async () => {
        const tokenizer = await loadMistralTokenizer('v1');
        const text = fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.string({ unit: 'binary' }),
          fc.lorem(),
          fc.stringMatching(/^[ \n\t]{0,9}<?\/?[a-z[\]]{0,9}>?[ \n]{0,9}$/),
        );
        await fc.assert(
          fc.asyncProperty(fc.array(text, { maxLength: 40 }), async (texts) => {
            // Half characters have no UTF-8: templates replace them before anything is encoded.
            const encodable = texts.map((one) => one.toWellFormed());
            const ours = encodable.map((one) => tokenizer.encode(one).tokens);
            expect((await engine.tokenize(encodable)).map(({ tokens }) => [...tokens])).toEqual(ours);
          }),
          { seed: 3 },
        );
      });
    },
  );
});
