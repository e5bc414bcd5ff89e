import { expect, it } from '@jest/globals';
import { InMemoryCache } from '@langchain/core/caches';
import { HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { type Subject } from './subject.js';

const options = [
  'temperature',
  'topP',
  'topK',
  'minP',
  'seed',
  'repeatPenalty',
  'presencePenalty',
  'frequencyPenalty',
  'logitBias',
  'maxTokens',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'responseFormat',
  'response_format',
  'grammarLimits',
  'caller',
  'stop',
  'signal',
  'timeout',
];

/** Checks how a model describes itself to caches, tracers, serialisers and middleware. */
export function identityChecks(subject: () => Subject): void {
  it('gives the same answer from a cache, without the engine', async () => {
    const cache = new InMemoryCache();
    // A second request would get another answer from either engine.
    subject().setAnswers('One.', 'Two.');
    const model = subject().model({ cache, temperature: 2 });
    const message = new HumanMessage({ content: [{ type: 'text', text: 'Hello there!' }] });
    const first = await model.invoke([message]);
    const second = await model.invoke([message]);
    expect(second.text).toBe(first.text);
    expect(second.response_metadata).toEqual(first.response_metadata);
  });

  it('has cache keys that differ by seed, sampling, bounds and tools, and name model and template', () => {
    const look = (name: string) => tool(() => '', { name, description: 'Looks', schema: z.object({}) });
    const keys = [
      subject().model()._getSerializedCacheKeyParametersForCall({}),
      ...[{ seed: 1 }, { temperature: 0.5 }, { topP: 0.5 }, { maxTokens: 7 }, { stop: ['.'] }].map((fields) =>
        subject().model(fields)._getSerializedCacheKeyParametersForCall({}),
      ),
      ...[{ tools: [look('a')] }, { tools: [look('b')] }, { responseFormat: { type: 'json_object' as const } }].map(
        (call) => subject().model()._getSerializedCacheKeyParametersForCall(call),
      ),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(subject().model()._identifyingParams()).toMatchObject({
      model: subject().engine.model.id,
      template: expect.any(String),
      temperature: 0,
    });
  });

  it('lists every option of a call', () => {
    expect(subject().model().callKeys).toEqual(expect.arrayContaining(options));
  });

  it('gives LangSmith all six parameters, even when they are undefined', () => {
    const keys = ['ls_max_tokens', 'ls_model_name', 'ls_model_type', 'ls_provider', 'ls_stop', 'ls_temperature'];
    expect(Object.keys(subject().model({ maxTokens: undefined }).getLsParams({})).sort()).toEqual(keys);
    expect(
      subject()
        .model()
        .getLsParams({ temperature: 1, stop: ['a'] }),
    ).toMatchObject({
      ls_provider: 'leeward',
      ls_model_name: subject().engine.model.id,
      ls_model_type: 'chat',
      ls_temperature: 1,
      ls_max_tokens: 48,
      ls_stop: ['a'],
    });
  });

  it('serialises by its name, without the engine', () => {
    const model = subject().model({ seed: 3, cache: new InMemoryCache() });
    expect(model.lc_id).toEqual(['leeward', 'chat_models', 'ChatMixtral']);
    const serialised = JSON.stringify(model);
    expect(JSON.parse(serialised)).toMatchObject({
      lc: 1,
      type: 'constructor',
      kwargs: { model: subject().engine.model.id, seed: 3, temperature: 0 },
    });
    expect(serialised).not.toMatch(/vocabulary|"engine"|"cache"/);
    expect(JSON.stringify(model.bindTools([{ name: 'look', description: 'Looks', schema: z.object({}) }]))).not.toMatch(
      /vocabulary/,
    );
  });

  it('streams the whole answer as one chunk when streaming is disabled', async () => {
    const model = subject().model({ disableStreaming: true });
    expect(model.disableStreaming).toBe(true);
    let chunks = 0;
    for await (const chunk of await model.stream('What is the capital of France?')) chunks += chunk.text === '' ? 0 : 1;
    expect(chunks).toBe(1);
  });
}
