import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModelTooLargeError } from '../../../errors/index.js';
import { writeSparseMixtral } from '../../../testing/index.js';
import { ensureFits, estimateMemory, type LoadShape } from './memory-estimate.js';

const gigabyte = 1e9;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparse-'));
  await writeSparseMixtral(join(folder, 'f16.gguf'), 'f16');
  await writeSparseMixtral(join(folder, 'q4.gguf'), 'q4');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function shape(precision: 'f16' | 'q4', options: Partial<LoadShape> = {}): LoadShape {
  return { file: join(folder, `${precision}.gguf`), contextSize: 4096, sequences: 4, ...options };
}

async function refusal(free: number, load: LoadShape): Promise<ModelTooLargeError | undefined> {
  const estimate = await estimateMemory(load);
  try {
    ensureFits(estimate, free, load);
    return undefined;
  } catch (error) {
    if (!ModelTooLargeError.isInstance(error)) throw error;
    return error;
  }
}

describe('the memory that Mixtral 8x7B needs', () => {
  it('is estimated from the header of its file', async () => {
    const { weights, parameters, trainContextSize } = await estimateMemory(shape('f16'));
    // 46.7 billion parameters (https://mistral.ai/news/mixtral-of-experts), two bytes each.
    expect(parameters / 1e9).toBeCloseTo(46.7, 1);
    expect(weights / gigabyte).toBeCloseTo(93.4, 0);
    expect(trainContextSize).toBe(32_768);
  });

  it('grows with the context by the size of keys and values', async () => {
    const { contextPerToken } = await estimateMemory(shape('q4'));
    // 32 layers, 8 heads, 128 values, 2 bytes each; keys and values; 4 sequences.
    const keysAndValues = 32 * 8 * 128 * 2 * 2 * 4;
    expect(contextPerToken).toBeGreaterThanOrEqual(keysAndValues);
    expect(contextPerToken).toBeLessThan(1.5 * keysAndValues);
  });

  it('is smaller with quantised keys and values', async () => {
    const [half, four] = await Promise.all([
      estimateMemory(shape('q4')),
      estimateMemory(shape('q4', { keyValueType: 'q4_0' })),
    ]);
    expect(four.context).toBeLessThan(half.context / 2);
  });

  it('is refused with the precisions that fit, and their sizes', async () => {
    const error = await refusal(60 * gigabyte, shape('f16'));
    expect(error?.message).toMatch(
      /needs 9\d\.\d GB of memory \(93\.\d GB of weights, \d\.\d GB for 4 × 4096 tokens of context\), and 60\.0 GB are free\./,
    );
    expect(error?.message).toMatch(
      /These precisions would fit: q8 \(5\d\.\d GB\), q4 \(3\d\.\d GB\); set precision \(MODEL_PRECISION for the API\)/,
    );
  });

  it('is refused with the context that fits, when the weights do', async () => {
    const error = await refusal(60 * gigabyte, shape('q4', { contextSize: 32_768, sequences: 16 }));
    expect(error?.message).toMatch(
      /A context of 16 × \d+ tokens would fit; set contextSize, or a smaller parallel \(CONTEXT_SIZE and PARALLEL_REQUESTS for the API\)\./,
    );
  });

  it('is refused without advice when nothing would fit', async () => {
    expect((await refusal(8 * gigabyte, shape('f16')))?.message).toMatch(
      /Neither a lower precision nor a smaller context would fit/,
    );
  });

  it('is accepted when there is enough', async () => {
    expect(await refusal(200 * gigabyte, shape('f16'))).toBeUndefined();
  });
});
