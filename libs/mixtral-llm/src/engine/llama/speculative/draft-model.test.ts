import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resolveModel } from '../../../models/index.js';
import { writeTinyMixtral } from '../../../testing/tiny-mixtral.js';
import { type GenerationRequest } from '../../engine.js';
import { LlamaEngine, type LlamaEngineOptions } from '../llama-engine.js';
import { type PredictionRequest } from '../scheduler/token-predictor.js';
import { type NativeContext } from '../native/native-context.js';
import { LlamaProcessEngine } from '../process/llama-process-engine.js';
import { DraftModel } from './draft-model.js';

let folder: string;
let file: string;
let other: string;
let plain: LlamaEngine;
const load = (options: Partial<LlamaEngineOptions>) =>
  LlamaEngine.load({ file, gpu: false, parallel: 4, contextSize: 512, prefillChunk: 8, threads: 1, ...options });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'draft-model-'));
  [file, other] = [join(folder, 'tiny.gguf'), join(folder, 'other.gguf')];
  await writeTinyMixtral(file);
  await writeTinyMixtral(other, { seed: 2, layers: 1 });
  plain = await load({});
});
afterAll(async () => {
  await plain?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Makes a prompt of ids that differ with `salt`. */
function makePrompt(length: number, salt: number): readonly number[] {
  return [1, ...Array.from({ length: length - 1 }, (_, index) => 300 + ((index * 7 + salt * 131) % 20_000))];
}

async function answer(engine: LlamaEngine, tokens: readonly number[], request: Partial<GenerationRequest> = {}) {
  const prompt = { tokens, spans: [], templateVersion: 'test' };
  let text = '';
  for await (const part of engine.generate({ prompt, maxTokens: 40, sampling: { temperature: 0 }, ...request })) {
    if (part.type === 'finish') return { text, reason: part.reason, completionTokens: part.usage.completionTokens };
    text += part.text;
  }
  throw new Error('no finish part');
}

describe('a draft model', () => {
  it('that predicts right saves steps, and answers are the same', async () => {
    const drafted = await load({ draftModel: { file }, maxPredictedTokens: 4 });
    try {
      const prompts = [makePrompt(300, 1), makePrompt(20, 2), makePrompt(40, 3), makePrompt(9, 4)];
      const expected = await Promise.all(prompts.map((prompt) => answer(plain, prompt)));
      expect(await Promise.all(prompts.map((prompt) => answer(drafted, prompt)))).toEqual(expected);
      const { acceptedTokens, predictedTokens, answerTokens } = drafted.statistics;
      // The draft model has the same weights, so only rounding in larger batches makes a prediction wrong.
      expect(acceptedTokens / predictedTokens).toBeGreaterThan(0.9);
      expect(answerTokens).toBeLessThan(4 * 40 * 0.5);
      const next = [...makePrompt(20, 2), ...makePrompt(15, 9)];
      expect(await answer(drafted, next)).toEqual(await answer(plain, next));
    } finally {
      await drafted.close();
    }
  });

  it('that predicts wrong changes no answer: greedy, sampled, long or short, beside others', async () => {
    const drafted = await load({ draftModel: { file: other }, maxPredictedTokens: 3 });
    try {
      // Three likely tokens. A batch of another size rounds differently, which changes a few samples in a thousand; predictions
      // that changed the distribution would change most answers.
      const logitBias = { 264: 100, 265: 99, 266: 98 };
      const requests = Array.from({ length: 48 }, (_, seed): [readonly number[], Partial<GenerationRequest>] => [
        makePrompt(10 + 2 * seed, seed),
        {
          sampling: seed % 4 === 0 ? { temperature: 0 } : { temperature: 1, seed, logitBias },
          maxTokens: 1 + (seed % 9),
        },
      ]);
      const [expected, answers] = await Promise.all(
        [plain, drafted].map((engine) =>
          Promise.all(requests.map(([prompt, request]) => answer(engine, prompt, request))),
        ),
      );
      const same = answers?.filter((one, index) => one.text === expected?.[index]?.text);
      expect(same?.length).toBeGreaterThanOrEqual(44);
      expect(answers?.map(({ completionTokens }) => completionTokens)).toEqual(
        expected?.map(({ completionTokens }) => completionTokens),
      );
      expect(drafted.statistics.predictedTokens).toBeGreaterThan(100);
    } finally {
      await drafted.close();
    }
  });

  it('keeps to a grammar', async () => {
    const drafted = await load({ draftModel: { file: other }, maxPredictedTokens: 3 });
    try {
      const request = { grammar: 'root ::= "yes" | "no" | [a-c]{5,9}', sampling: { temperature: 0.8, seed: 7 } };
      expect(await answer(drafted, makePrompt(10, 5), request)).toEqual(
        await answer(plain, makePrompt(10, 5), request),
      );
    } finally {
      await drafted.close();
    }
  });

  it('of another vocabulary is refused, in any process', async () => {
    const { file: foreign } = await resolveModel();
    const refused = {
      code: 'INCOMPATIBLE_DRAFT_MODEL',
      file: foreign,
      message: expect.stringMatching(
        /its vocabulary has 49152 pieces, and the model's has 32000\. Use a small model of the same family/,
      ),
    };
    await expect(load({ draftModel: { file: foreign } })).rejects.toMatchObject(refused);
    await expect(
      LlamaProcessEngine.load({ file, gpu: false, threads: 1, contextSize: 512, draftModel: { file: foreign } }),
    ).rejects.toMatchObject(refused);
  });

  it('that is not there is refused', async () => {
    await expect(load({ draftModel: { file: join(folder, 'none.gguf') } })).rejects.toThrow('none.gguf');
  });
});

describe('DraftModel', () => {
  it('predicts nothing when its sampler fails', async () => {
    const context = {
      sequences: 1,
      batchSize: 8,
      createSampler: () => ({ applyConfig: () => undefined }),
      decode: async () => [[0]],
      sample: () => Promise.reject(new Error('out of order')),
    } as unknown as NativeContext;
    const draftModel = new DraftModel(context, { isEnd: () => false, dispose: async () => undefined });
    const tokens = [1, 2, 3] as readonly number[] as PredictionRequest['tokens'];
    expect(await draftModel.predict([{ sequence: 0, tokens, limit: 2 }])).toEqual([[]]);
  });
});
