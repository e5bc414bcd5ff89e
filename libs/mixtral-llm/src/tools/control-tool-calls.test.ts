import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { z } from 'zod';
import { ChatMixtral } from '../chat/chat-mixtral.js';
import { LlamaEngine } from '../engine/llama/llama-engine.js';
import { writeTinyMixtral } from '../testing/tiny-mixtral.js';

const tools = [
  {
    name: 'weather',
    description: 'Finds the weather',
    schema: z.object({ city: z.enum(['Oslo', 'Rome']), days: z.int().min(1).max(9) }),
  },
  { name: 'clock', description: 'Tells the time', schema: z.object({}) },
];

let folder: string;
let engine: LlamaEngine;
let model: ChatMixtral;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'later-mixtral-'));
  await writeTinyMixtral(join(folder, 'v3.gguf'), { vocabulary: 'v3' });
  engine = await LlamaEngine.load({ file: join(folder, 'v3.gguf'), gpu: false, threads: 1, parallel: 2 });
  model = new ChatMixtral({ engine, seed: 1, temperature: 1, maxTokens: 200 });
});
afterAll(async () => {
  await engine?.close();
  await rm(folder, { recursive: true });
});

describe('ChatMixtral on a file of the v3 vocabulary', () => {
  it('encodes tools by Mistral’s own rules for a file with control tokens for them', async () => {
    expect(model.template.version).toBe('mistral-instruct-v3');
    const { tokens } = await model.renderPrompt([new HumanMessage('Weather?')], { tools });
    expect(tokens.slice(0, 2)).toEqual([1, 6]);
    expect(tokens.filter((token) => token < 10)).toEqual([1, 6, 7, 3, 4]);
  });

  it('calls tools by the control token, with valid arguments and ids that a history may have', async () => {
    for (const tool_choice of ['any', 'weather']) {
      const answer = await model.invoke('Weather?', { tools, tool_choice });
      expect(answer.tool_calls?.length).toBeGreaterThan(0);
      for (const { name, args, id } of answer.tool_calls ?? []) {
        expect(tools.find((tool) => tool.name === name)?.schema.safeParse(args).success).toBe(true);
        expect(id).toMatch(/^[0-9a-f]{9}$/);
      }
      expect(answer.content).toBe('');
      const results =
        answer.tool_calls?.map(({ id = '' }) => new ToolMessage({ content: 'sunny', tool_call_id: id })) ?? [];
      const { tokens } = await model.renderPrompt([new HumanMessage('Weather?'), answer, ...results], { tools });
      expect(tokens.filter((token) => token === 5)).toHaveLength(1);
      expect(tokens.filter((token) => token === 8)).toHaveLength(results.length);
    }
  });

  it('answers with text or with calls, never with half a call', async () => {
    const answers = await model.batch(
      Array.from({ length: 4 }, () => 'Hi'),
      { tools, maxTokens: 20 },
    );
    for (const { content, tool_calls: calls } of answers) expect(content === '' || calls?.length === 0).toBe(true);
  });

  it('accepts the ids of other models in a history', async () => {
    const call = { type: 'tool_call' as const, id: 'call_0123456789', name: 'clock', args: {} };
    const history = [
      new HumanMessage('Time?'),
      new AIMessage({ content: '', tool_calls: [call] }),
      new ToolMessage({ content: '12:00', tool_call_id: 'call_0123456789' }),
    ];
    const { tokens } = await model.renderPrompt(history, { tools });
    expect(tokens.filter((token) => token < 10)).toEqual([1, 6, 7, 3, 4, 5, 2, 8, 9]);
  });
});
