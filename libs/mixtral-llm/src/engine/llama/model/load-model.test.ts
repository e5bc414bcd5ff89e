import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModelLoadError } from '../../../errors/index.js';
import { ggmlType } from '../../../gguf/ggml-type.js';
import { writeGguf } from '../../../gguf/gguf-writer.js';
import { f32Weights } from '../../../testing/seeded-weights.js';
import { writeTinyMixtral } from '../../../testing/tiny-mixtral.js';
import { LlamaEngine, type LlamaEngineOptions } from '../llama-engine.js';
import { findFittingContextSize } from '../memory/memory-estimate.js';

/** Width with 32 values in each head, which is a block of quantised keys. */
const width = 128;

let folder: string;
let file: string;
/** Answer of the model when it is loaded with default options, and the memory of its context. */
let plain: { readonly text: string; readonly context: number };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-model-'));
  file = join(folder, 'tiny.gguf');
  await writeTinyMixtral(file, { embeddingLength: width });
  plain = await withEngine({}, async (engine) => ({
    text: await answer(engine),
    context: engine.model.memory?.context ?? 0,
  }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function withEngine<Result>(
  options: Partial<LlamaEngineOptions>,
  use: (engine: LlamaEngine) => Result | Promise<Result>,
): Promise<Result> {
  const engine = await LlamaEngine.load({ file, gpu: false, threads: 1, parallel: 2, contextSize: 512, ...options });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

async function answer(engine: LlamaEngine): Promise<string> {
  const prompt = { tokens: [1, 733, 16289, 28793, 264, 733, 28748, 16289, 28793], spans: [], templateVersion: 'test' };
  let text = '';
  for await (const part of engine.generate({ prompt, maxTokens: 10, sampling: { temperature: 0 } })) {
    if (part.type === 'text-delta') text += part.text;
  }
  return text;
}

describe('loading a model', () => {
  it.each(['q8_0', 'q4_0'] as const)('stores keys and values as %s, in less memory', async (keyValueType) => {
    await withEngine({ keyValueType }, async (engine) => {
      expect(await answer(engine)).not.toBe('');
      expect(engine.model.memory?.context).toBeLessThan(plain.context);
    });
  });

  it('refuses quantised keys and values without flash attention', async () => {
    await expect(withEngine({ keyValueType: 'q4_0', flashAttention: false }, answer)).rejects.toThrow(
      /need flash attention, which is switched off/,
    );
  });

  it.each([{ flashAttention: true }, { mmap: false }, { mlock: true }])(
    'gives the same answer with %j',
    async (options) => {
      expect(await withEngine(options, answer)).toBe(plain.text);
    },
  );

  it('applies a LoRA adapter', async () => {
    const adapter = join(folder, 'adapter.gguf');
    const rank = 4;
    const tensor = (name: string, dimensions: number[], seed: number) => ({
      ...{ name: `blk.0.attn_q.weight.${name}`, dimensions, type: ggmlType.f32 },
      data: () => [
        f32Weights(
          dimensions.reduce((product, length) => product * length),
          seed,
          2,
        ),
      ],
    });
    const metadata = {
      'general.type': { string: 'adapter' },
      'general.architecture': { string: 'llama' },
      'adapter.type': { string: 'lora' },
      'adapter.lora.alpha': { float32: 16 },
    };
    await writeGguf(adapter, metadata, [tensor('lora_a', [width, rank], 1), tensor('lora_b', [rank, width], 2)]);
    expect(await withEngine({ lora: [{ file: adapter }] }, answer)).not.toBe(plain.text);
    expect(await withEngine({ lora: [{ file: adapter, scale: 0 }] }, answer)).toBe(plain.text);
    await expect(withEngine({ lora: [{ file: join(folder, 'none.gguf') }] }, answer)).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
    });
  });

  it('fails with advice when there is no binary for a GPU', async () => {
    const gpu = process.platform === 'darwin' ? 'cuda' : 'metal';
    await expect(withEngine({ gpu }, answer)).rejects.toThrow(`GPU interface "${gpu}" that runs here. Use "auto"`);
  });

  it('frees everything when it fails', async () => {
    for (let time = 0; time < 3; time++) {
      const refused = await withEngine({ contextSize: 100_000 }, answer).catch((error: unknown) => error);
      expect(ModelLoadError.isInstance(refused)).toBe(true);
    }
    expect(await withEngine({}, answer)).not.toBe('');
  });
});

describe('the default context', () => {
  const shape = { file: 'model.gguf', contextSize: 4096, sequences: 4 };
  const estimate = { weights: 1e9, context: 4e8, contextPerToken: 1e5, parameters: 1e9, trainContextSize: 8192 };

  it.each([
    [2e9, 9984],
    [1.4e9, 4096],
    [1.2e9, 2048],
    [1e9, 0],
  ])('with %d free bytes has %d tokens', (free, tokens) => {
    expect(findFittingContextSize(estimate, free, shape)).toBe(tokens);
  });
});
