import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { ChatMixtral, type Engine, loadEngine } from '@leeward/mixtral-llm';
import { writeTinyMixtral } from '@leeward/mixtral-llm/testing';
import { createAgent, tool, toolStrategy } from 'langchain';
import { z } from 'zod';

const place = z.object({ country: z.enum(['France', 'Italy']), isCoastal: z.boolean() });
const question = { messages: [new HumanMessage('Which country is Paris in?')] };

/** A model with random weights writes as many calls as the grammar allows. */
describe('an agent with toolStrategy on a random model', () => {
  let folder: string;
  let engine: Engine;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tool-strategy-'));
    const modelPath = join(folder, 'tiny-mixtral.gguf');
    await writeTinyMixtral(modelPath);
    engine = await loadEngine({ modelPath, gpu: false, threads: 1, contextSize: 2048 });
  });
  afterAll(async () => {
    await engine?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([1, 2, 3, 4, 5, 6])('has its value after one call, seed %i', async (seed) => {
    const model = new ChatMixtral({ engine, seed, temperature: 1, maxTokens: 400 });
    const agent = createAgent({ model, tools: [], responseFormat: toolStrategy(place) });
    const { structuredResponse, messages } = await agent.invoke(question);
    expect(place.parse(structuredResponse)).toEqual(structuredResponse);
    const [, answer] = messages;
    expect(AIMessage.isInstance(answer) && answer.tool_calls).toHaveLength(1);
  });

  it.each([1, 2, 3])('makes one call of several tools where one is required, seed %i', async (seed) => {
    const clock = tool(() => '12:00', { name: 'clock', description: 'Tells the time', schema: z.object({}) });
    const model = new ChatMixtral({ engine, seed, temperature: 1, maxTokens: 400 });
    const pick = { name: 'pick', description: 'Picks a place', schema: place };
    const answer = await model.bindTools([clock, pick], { tool_choice: 'required' }).invoke('Which country?');
    expect(answer.tool_calls).toHaveLength(1);
  });
});
