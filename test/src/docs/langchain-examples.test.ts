import { readFileSync } from 'node:fs';
import { HumanMessage } from '@langchain/core/messages';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { tool } from '@langchain/core/tools';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  ChatMixtral,
  type Engine,
  type LoadEmbeddingEngineOptions,
  loadEmbeddingEngine as loadEmbeddingEngineWith,
  loadEngine as loadEngineWith,
  Mixtral,
  MixtralEmbeddings,
  resolveModel,
} from '@leeward/mixtral-llm';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { createAgent } from 'langchain';
import { z } from 'zod';
import { readExamples, toTokens } from './read-examples.js';

// Every example of the pages is in this file too, and runs.
const pages = ['docs/langchain.md', 'libs/mixtral-llm/README.md'];
const thisFile = readFileSync(new URL(import.meta.url), 'utf8');

// One thread: more of them spin while they wait for each other, which is slow where tests run side by side.
let loaded: Promise<Engine> | undefined;
let closeLoaded = async (): Promise<void> => undefined;

/** Loads the engine once for all examples, which close it as if it were their own. */
async function loadEngine(): Promise<Engine> {
  loaded ??= loadEngineWith({ threads: 1 });
  const engine = await loaded;
  if (engine.close !== keepOpen) closeLoaded = engine.close.bind(engine);
  engine.close = keepOpen;
  return engine;
}

const keepOpen = async (): Promise<void> => undefined;
const loadEmbeddingEngine = (options?: LoadEmbeddingEngineOptions) =>
  loadEmbeddingEngineWith({ threads: 1, ...options });

afterAll(() => closeLoaded());

const weather = tool(({ city }) => `It is 31 degrees in ${city}.`, {
  name: 'weather',
  description: 'Finds the weather of a city',
  schema: z.object({ city: z.string() }),
});

/** Calls the weather where the grammar allows it, and answers with text or JSON elsewhere. */
const engine = new ScriptedEngine(({ prompt, grammar }) => {
  const read = Buffer.from(Uint8Array.from(prompt.tokens)).toString('latin1');
  if (grammar?.includes('arguments') && !read.includes('31 degrees')) {
    return ['<tool_call>\n{"name": "weather", ', '"arguments": {"city": "Rome"}}\n</tool_call>'];
  }
  return grammar?.includes('degrees') ? ['{"city": "Rome", ', '"degrees": 31}'] : ['It is ', '31 degrees.'];
});
const model = new ChatMixtral({ engine });

describe('the examples of docs/langchain.md', () => {
  it('loads a model that answers', async () => {
    const engine = await loadEngine();
    const model = new ChatMixtral({ engine, temperature: 0, maxTokens: 32 });
    const answer = await model.invoke('What is the capital of France?');
    await engine.close();

    expect(answer.text).toContain('Paris');
  });

  it('calls tools', async () => {
    const message = await model.bindTools([weather], { tool_choice: 'weather' }).invoke('How warm is it in Rome?');
    const [call] = message.tool_calls ?? [];

    expect(call).toMatchObject({ name: 'weather', args: { city: 'Rome' } });
  });

  it('runs an agent', async () => {
    const agent = createAgent({ model, tools: [weather] });
    const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'How warm is it in Rome?' }] });

    expect(messages.map(({ text }) => text)).toEqual([
      'How warm is it in Rome?',
      '',
      'It is 31 degrees in Rome.',
      'It is 31 degrees.',
    ]);
  });

  it('gives structured values', async () => {
    const place = z.object({ city: z.string(), degrees: z.number() });
    const value = await model.withStructuredOutput(place).invoke('It is 31 degrees in Rome.');
    // value: { city: 'Rome', degrees: 31 }

    expect(value).toEqual({ city: 'Rome', degrees: 31 });
  });

  it('streams text and calls', async () => {
    let written = '';
    const stream = model.streamEvents('How warm is it in Rome?', { tools: [weather] });
    for await (const piece of stream.text) written += piece;
    const calls = await stream.toolCalls;

    expect(calls).toMatchObject([{ name: 'weather' }]);

    for await (const part of model.streamAnswer([new HumanMessage('Hi')])) {
      if (part.type === 'text-delta') written += part.text;
    }

    expect(written).toBe('It is 31 degrees.');
  });

  it('continues texts', async () => {
    const completion = new Mixtral({ engine, maxTokens: 20 });
    const continuation = await completion.invoke('Hallo mijn naam is');

    expect(continuation).toBe('It is 31 degrees.');
  });

  it('gives vectors', async () => {
    const modelPath = (await resolveModel()).file;
    const embeddings = new MixtralEmbeddings({ engine: await loadEmbeddingEngine({ modelPath }) });
    const vectors = await embeddings.embedDocuments(['The cat sleeps.', 'Rates rose again.']);

    expect(vectors.map(({ length }) => length)).toEqual([576, 576]);
    await embeddings.engine.close();
  });
});

describe('the further examples of the README of @leeward/mixtral-llm', () => {
  it('runs a chain', async () => {
    const engine = await loadEngine();
    const model = new ChatMixtral({ engine, temperature: 0, maxTokens: 32 });
    const prompt = ChatPromptTemplate.fromTemplate('What is the capital of {country}?');
    const answer = await prompt.pipe(model).pipe(new StringOutputParser()).invoke({ country: 'France' });
    await engine.close();

    expect(answer).toContain('Paris');
  });

  it('gives vectors', async () => {
    const embeddings = new MixtralEmbeddings({ engine: await loadEmbeddingEngine({ model: 'all-minilm-l6-v2' }) });
    const vectors = await embeddings.embedDocuments(['The cat sleeps.', 'Rates rose again.']);
    const likeFirst = await embeddings.embedQuery('A kitten is napping.');
    await embeddings.engine.close();

    expect(vectors.map(({ length }) => length)).toEqual([384, 384]);
    const [first, second] = vectors.map((vector) =>
      vector.reduce((sum, value, index) => sum + value * (likeFirst[index] ?? 0), 0),
    );
    expect(first).toBeGreaterThan(0.5);
    expect(second).toBeLessThan(0.1);
  });
});

it.each(pages)('has every example of %s in this file', (page) => {
  const examples = readExamples(page);
  expect(examples.length).toBeGreaterThan(3);
  for (const { code } of examples) expect(toTokens(thisFile)).toContain(toTokens(code));
});
