import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { InMemoryCache } from '@langchain/core/caches';
import { ModelAbortError } from '@langchain/core/errors';
import { type GenerationChunk } from '@langchain/core/outputs';
import { LlamaEngine } from '../engine/llama/llama-engine.js';
import { Mixtral } from './mixtral.js';
import { endlessEngine } from '../testing/answers.js';
import { ScriptedEngine } from '../testing/scripted-engine.js';
import { writeTinyMixtral } from '../testing/tiny-mixtral.js';

const saying = () => new ScriptedEngine(() => [' Jan', ' en ik', '.']);

describe('Mixtral', () => {
  it('continues a text without a template around it', async () => {
    const engine = saying();
    expect(
      await new Mixtral({ engine, maxTokens: 20, stop: ['!'] }).invoke('Hallo mijn naam is', { temperature: 0 }),
    ).toBe(' Jan en ik.');
    expect(await engine.detokenize([engine.requests[0]?.prompt.tokens ?? []])).toEqual(['Hallo mijn naam is']);
    expect(engine.requests[0]).toMatchObject({ maxTokens: 20, stop: ['!'], sampling: { temperature: 0 } });
  });

  it('streams a continuation, and passes each piece to callbacks', async () => {
    const passed: string[] = [];
    const pieces: string[] = [];
    for await (const piece of await new Mixtral({ engine: saying() }).stream('Hallo', {
      callbacks: [{ handleLLMNewToken: (token: string) => void passed.push(token) }],
    })) {
      pieces.push(piece);
    }
    expect(pieces).toEqual([' Jan', ' en ik', '.', '']);
    expect(passed).toEqual(pieces);
  });

  it('reports finish reason, usage and log-probabilities', async () => {
    const model = new Mixtral({ engine: saying(), topLogprobs: 1 });
    const logprobs = { content: [' Jan', ' en ik', '.'].map((token) => expect.objectContaining({ token })) };
    const tokenUsage = { promptTokens: 5, completionTokens: 3, totalTokens: 8 };
    const { generations, llmOutput } = await model.generate(['Hallo', 'Hallo']);
    expect(generations[1]?.[0]?.generationInfo).toEqual({
      finish_reason: 'stop',
      tokenUsage,
      cachedPromptTokens: 0,
      logprobs,
    });
    expect(llmOutput).toEqual({ tokenUsage: { promptTokens: 10, completionTokens: 6, totalTokens: 16 } });
    let whole: GenerationChunk | undefined;
    for await (const chunk of model._streamResponseChunks('Hallo', {})) whole = whole ? whole.concat(chunk) : chunk;
    expect(whole).toMatchObject({
      text: ' Jan en ik.',
      generationInfo: { finish_reason: 'stop', tokenUsage, logprobs },
    });
  });

  it('returns several continuations', async () => {
    const engine = saying();
    const { generations, llmOutput } = await new Mixtral({ engine, n: 2, seed: 5 }).generate(['Hallo']);
    expect(generations[0]).toHaveLength(2);
    expect(engine.requests.map(({ sampling }) => sampling?.seed)).toEqual([5, 6]);
    expect(llmOutput).toMatchObject({ tokenUsage: { promptTokens: 5, completionTokens: 6 } });
    await expect(new Mixtral({ engine, n: 2 }).stream('Hallo')).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('throws the errors that LangChain looks for', async () => {
    const tooLong = new Mixtral({ engine: new ScriptedEngine(() => [], { contextSize: 3 }) }).invoke('Hallo');
    await expect(tooLong).rejects.toMatchObject({ name: 'ContextOverflowError', cause: { code: 'CONTEXT_OVERFLOW' } });
    const aborted = await new Mixtral({ engine: endlessEngine() })
      .invoke('Hallo', { timeout: 20 })
      .catch((error: unknown) => error);
    expect(ModelAbortError.isInstance(aborted)).toBe(true);
    await expect(new Mixtral({ engine: saying() }).invoke('')).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      option: 'prompt',
    });
  });

  it('keeps answers to other settings apart in caches, and the engine out of its serialised form', async () => {
    const engine = saying();
    const cache = new InMemoryCache();
    for (const fields of [{ seed: 1 }, { seed: 2 }, { seed: 1 }])
      await new Mixtral({ engine, cache, ...fields }).invoke('Hallo');
    await new Mixtral({ engine, cache, seed: 1 }).invoke('Hallo', { temperature: 0 });
    expect(engine.requests).toHaveLength(3);
    expect(JSON.stringify(new Mixtral({ engine, seed: 1 }))).not.toContain('requests');
  });
});

describe('Mixtral on a file of its architecture', () => {
  let folder: string;
  let engine: LlamaEngine;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mixtral-'));
    await writeTinyMixtral(join(folder, 'tiny.gguf'));
    engine = await LlamaEngine.load({ file: join(folder, 'tiny.gguf'), gpu: false, threads: 1, parallel: 2 });
  });
  afterAll(async () => {
    await engine?.close();
    await rm(folder, { recursive: true });
  });

  it('encodes the text of the model card as the reference tokenizer does: one BOS, then the text', async () => {
    const generate = jest.spyOn(engine, 'generate');
    const { generations, llmOutput } = await new Mixtral({ engine, maxTokens: 20, seed: 1 }).generate([
      'Hallo mijn naam is',
    ]);
    expect(generate.mock.calls.map(([{ prompt }]) => prompt.tokens)).toEqual([[1, 6756, 28709, 290, 6364, 14276, 349]]);
    generate.mockRestore();
    expect(llmOutput?.['tokenUsage'].completionTokens).toBe(20);
    expect(generations[0]?.[0]?.generationInfo).toMatchObject({ finish_reason: 'length' });
  });

  it('repeats an answer with the same seed, and reports the likeliest tokens', async () => {
    const model = new Mixtral({ engine, maxTokens: 6, seed: 3, temperature: 1, topLogprobs: 2 });
    const [first, second] = [await model.generate(['Hallo']), await model.generate(['Hallo'])];
    expect(first.generations[0]?.[0]?.text).toBe(second.generations[0]?.[0]?.text);
    const { content } = first.generations[0]?.[0]?.generationInfo?.['logprobs'] as {
      content: { logprob: number; top_logprobs: { logprob: number }[] }[];
    };
    expect(content).toHaveLength(6);
    for (const {
      logprob,
      top_logprobs: [likeliest, next],
    } of content) {
      expect(logprob).toBeLessThanOrEqual(likeliest?.logprob ?? 0);
      expect(next?.logprob).toBeLessThanOrEqual(likeliest?.logprob ?? 0);
    }
  });
});
