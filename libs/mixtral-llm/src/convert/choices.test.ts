import { once } from 'node:events';
import { ModelAbortError } from '@langchain/core/errors';
import { type AIMessage, HumanMessage } from '@langchain/core/messages';
import { type ChatGeneration } from '@langchain/core/outputs';
import { describe, expect, it } from '@jest/globals';
import { ChatMixtral } from '../chat/chat-mixtral.js';
import { sumChoiceUsage } from './choices.js';
import { type TokenLogprobs, toLogprobs } from './to-logprobs.js';
import { collect, sumChunks, untilIdle, writeEndlessly } from '../testing/answers.js';
import { ScriptedEngine } from '../testing/scripted-engine.js';

const goodDay = () => new ScriptedEngine(() => ['Good', ' day', '.']);
const question = [new HumanMessage('Hello')];

describe('log-probabilities', () => {
  const content = ['Good', ' day', '.'].map((token) =>
    expect.objectContaining({ token, logprob: -0.25, top_logprobs: [expect.anything(), expect.anything()] }),
  );

  it('are in the answer, and in the chunk that contains their text', async () => {
    const model = new ChatMixtral({ engine: goodDay(), logprobs: true, topLogprobs: 2 });
    expect((await model.invoke('Hello')).response_metadata['logprobs']).toEqual({ content });
    const chunks = await collect(await model.stream('Hello'));
    expect(
      chunks.map(
        ({ response_metadata }) => (response_metadata['logprobs'] as TokenLogprobs | undefined)?.content.length,
      ),
    ).toEqual([1, 1, 1, undefined]);
    expect((await sumChunks(await model.stream('Hello'))).response_metadata['logprobs']).toEqual({ content });
  });

  it.each([
    [{}, undefined],
    [{ logprobs: false, topLogprobs: 3 }, undefined],
    [{ logprobs: true }, 0],
    [{ topLogprobs: 3 }, 3],
  ])('are requested from the engine with the options %j as topLogprobs %p', async (options, expected) => {
    const engine = goodDay();
    await new ChatMixtral({ engine }).invoke('Hello', options);
    expect(engine.requests[0]?.topLogprobs).toBe(expected);
  });

  it('have the bytes of tokens that are parts of a character', () => {
    const { content } = toLogprobs([{ token: 3, bytes: [0xe2, 0x82], logprob: -1, top: [] }]);
    expect(content).toEqual([{ token: '\ufffd', bytes: [0xe2, 0x82], logprob: -1, top_logprobs: [] }]);
  });
});

describe('several choices', () => {
  it('are one generation each, whose prompt counts once', async () => {
    const engine = goodDay();
    const { generations, llmOutput } = await new ChatMixtral({ engine, seed: 4_294_967_295 }).generate([question], {
      n: 3,
    });
    expect(generations[0]?.map(({ text }) => text)).toEqual(['Good day.', 'Good day.', 'Good day.']);
    expect(engine.requests.map(({ sampling }) => sampling?.seed)).toEqual([4_294_967_295, 0, 1]);
    const { usage_metadata: usage } = (generations[0]?.[0] as ChatGeneration).message as AIMessage;
    expect(usage).toMatchObject({ output_tokens: 3 });
    expect(llmOutput?.['tokenUsage']).toEqual({
      promptTokens: usage?.input_tokens,
      completionTokens: 9,
      totalTokens: (usage?.input_tokens ?? 0) + 9,
    });
  });

  it('are streams of their own for a server', async () => {
    const choices = await new ChatMixtral({ engine: goodDay() }).streamChoices(question, { n: 2, logprobs: true });
    const parts = await Promise.all(choices.map((choice) => collect(choice)));
    expect(parts.map((choice) => choice.map(({ type, logprobs }) => `${type} ${logprobs?.length ?? 0}`))).toEqual(
      Array.from({ length: 2 }, () => ['text-delta 1', 'text-delta 1', 'text-delta 1', 'finish 0']),
    );
    expect(
      sumChoiceUsage(
        parts.flatMap((choice) => choice.filter(({ type }) => type === 'finish')).map(({ usage }) => usage),
      ),
    ).toMatchObject({ completionTokens: 6 });
  });

  it('end together when one fails', async () => {
    const engine = new ScriptedEngine(async function* () {
      if (engine.requests.length === 2) throw new Error('broken');
      yield* writeEndlessly();
    });
    await expect(new ChatMixtral({ engine }).generate([question], { n: 2 })).rejects.toThrow('broken');
    await untilIdle(engine);
  });

  it('are refused in a stream, which has one answer', async () => {
    await expect(new ChatMixtral({ engine: goodDay(), n: 2 }).stream('Hello')).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      option: 'n',
    });
  });

  it.each([
    { n: 0 },
    { n: 1.5 },
    { n: 129 },
    { topLogprobs: 21 },
    { topLogprobs: -1 },
    { maxTokens: 0 },
    { n: Number.NaN },
  ])('ChatMixtral refuses the option %j', async (options) => {
    const [option] = Object.keys(options);
    await expect(new ChatMixtral({ engine: goodDay() }).invoke('Hello', options)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      option,
    });
  });
});

it('ChatMixtral attaches the partial answer to the error of an aborted call', async () => {
  const engine = new ScriptedEngine(async function* (request) {
    yield 'Good';
    if (request.signal) await once(request.signal, 'abort');
    yield ' day';
  });
  const model = new ChatMixtral({ engine });
  const error = await model.invoke('Hello', { timeout: 20 }).catch((thrown: unknown) => thrown);
  expect(ModelAbortError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({
    partialOutput: { content: 'Good', usage_metadata: { output_tokens: 1 } },
    cause: { name: 'TimeoutError' },
  });
});
