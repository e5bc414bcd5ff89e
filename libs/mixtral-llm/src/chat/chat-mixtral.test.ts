import { AIMessage, AIMessageChunk, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { describe, expect, it } from '@jest/globals';
import { ChatMixtral } from './chat-mixtral.js';
import { type Engine } from '../engine/engine.js';
import { NoChatTemplateError } from '../errors/index.js';
import { endlessEngine, untilIdle } from '../testing/answers.js';
import { ScriptedEngine } from '../testing/scripted-engine.js';

const goodDay = () => new ScriptedEngine(() => ['Good', ' day', '.']);

describe('ChatMixtral', () => {
  it('answers with an AIMessage that holds text, usage and finish reason', async () => {
    const answer = await new ChatMixtral({ engine: goodDay() }).invoke('Hello');
    expect(AIMessageChunk.isInstance(answer)).toBe(false);
    expect(AIMessage.isInstance(answer)).toBe(true);
    expect(answer.text).toBe('Good day.');
    expect(answer.usage_metadata).toMatchObject({ output_tokens: 3, input_token_details: { cache_read: 0 } });
    expect(answer.response_metadata).toMatchObject({
      model: 'scripted',
      model_provider: 'leeward',
      finish_reason: 'stop',
    });
  });

  it('streams the same text in chunks, with usage exactly once', async () => {
    const chunks: AIMessageChunk[] = [];
    for await (const chunk of await new ChatMixtral({ engine: goodDay() }).stream('Hello')) chunks.push(chunk);
    expect(chunks.map(({ text }) => text).join('')).toBe('Good day.');
    expect(chunks.filter(({ usage_metadata }) => usage_metadata)).toHaveLength(1);
    const whole = chunks.reduce((sum, chunk) => sum.concat(chunk));
    expect(whole.usage_metadata?.output_tokens).toBe(3);
    expect(whole.response_metadata).toMatchObject({ finish_reason: 'stop' });
  });

  it('passes each token to callbacks', async () => {
    const tokens: string[] = [];
    const callbacks = [{ handleLLMNewToken: (token: string) => void tokens.push(token) }];
    for await (const chunk of await new ChatMixtral({ engine: goodDay() }).stream('Hello', { callbacks })) void chunk;
    expect(tokens.join('')).toBe('Good day.');
  });

  it('renders every message with the template of the model', async () => {
    const engine = goodDay();
    await new ChatMixtral({ engine }).invoke([
      new SystemMessage('Be kind.'),
      new HumanMessage('Hi'),
      new AIMessage('Hello'),
      new HumanMessage('Bye'),
    ]);
    const [prompt] = await engine.detokenize([engine.requests[0]?.prompt.tokens ?? []]);
    expect(prompt).toBe(
      '<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>\n' +
        '<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\n',
    );
  });

  it('begins the prompt with BOS when the file asks for it and its template does not write it', async () => {
    const engine = goodDay();
    const { vocabulary } = engine.model;
    const controlTokens = new Map([...vocabulary.controlTokens, ['<s>', 258]]);
    Object.assign(engine, {
      model: {
        ...engine.model,
        vocabulary: { ...vocabulary, size: 259, controlTokens, bos: 258, beginsWithBos: true },
      },
    });
    await new ChatMixtral({ engine }).invoke('Hi');
    expect(engine.requests[0]?.prompt.tokens.slice(0, 2)).toEqual([258, 256]);
  });

  it('prefers the options of a call to its own', async () => {
    const engine = goodDay();
    const model = new ChatMixtral({ engine, temperature: 0.2, seed: 1, maxTokens: 9, stop: ['A'] });
    await model.invoke('Hello', { temperature: 0, stop: ['B'] });
    await model.withConfig({ seed: 2 }).invoke('Hello');
    expect(engine.requests[0]).toMatchObject({ maxTokens: 9, stop: ['A', 'B'], sampling: { temperature: 0, seed: 1 } });
    expect(engine.requests[1]).toMatchObject({ sampling: { temperature: 0.2, seed: 2 } });
  });

  it('stops when it is aborted, invoked or streamed', async () => {
    const endless = endlessEngine();
    const model = new ChatMixtral({ engine: endless });
    await expect(model.invoke('Hello', { signal: AbortSignal.timeout(20) })).rejects.toThrow();
    const controller = new AbortController();
    const reading = (async () => {
      for await (const chunk of await model.stream('Hello', { signal: controller.signal }))
        if (chunk.text) controller.abort();
    })();
    await expect(reading).rejects.toThrow();
    await untilIdle(endless);
  });

  it('throws the error that LangChain looks for when the prompt is too long', async () => {
    const model = new ChatMixtral({ engine: new ScriptedEngine(() => ['a'], { contextSize: 20 }) });
    await expect(model.invoke('a long text that does not fit')).rejects.toMatchObject({
      name: 'ContextOverflowError',
      cause: { code: 'CONTEXT_OVERFLOW' },
    });
    const streamed = (async () => {
      for await (const chunk of await model.stream('a long text that does not fit')) void chunk;
    })();
    await expect(streamed).rejects.toMatchObject({ name: 'ContextOverflowError' });
  });

  it.each([
    { what: 'an image', content: [{ type: 'image_url', image_url: { url: 'data:' } }] },
    { what: 'sound', content: [{ type: 'audio', data: '', mime_type: 'audio/wav' }] },
  ])('refuses $what by name', async ({ content }) => {
    const refused = new ChatMixtral({ engine: goodDay() }).invoke([
      new HumanMessage('Hi'),
      new AIMessage('Hi'),
      new HumanMessage({ content }),
    ]);
    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED_MESSAGE', messageIndex: 2 });
  });

  it('refuses a model without a template', () => {
    const { model } = goodDay();
    const { chatTemplate: _, ...bare } = model;
    const engine = { ...goodDay(), model: bare } as unknown as Engine;
    expect(() => new ChatMixtral({ engine })).toThrow(NoChatTemplateError);
  });

  it('keeps answers of different models and settings apart in caches', () => {
    const keys = [
      new ChatMixtral({ engine: goodDay() }),
      new ChatMixtral({ engine: goodDay(), seed: 1 }),
      new ChatMixtral({ engine: goodDay(), temperature: 0 }),
      new ChatMixtral({ engine: new ScriptedEngine(() => [], { id: 'another' }) }),
    ].map((model) => JSON.stringify(model._identifyingParams()));
    expect(new Set(keys).size).toBe(4);
  });

  it('keeps the engine out of its serialised form', () => {
    expect(JSON.stringify(new ChatMixtral({ engine: goodDay(), temperature: 0 }).toJSON())).not.toContain('requests');
  });
});
