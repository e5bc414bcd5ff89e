import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ContextOverflowError,
  EngineClosedError,
  EngineCrashedError,
  ModelLoadError,
  QueueFullError,
} from '../../errors/index.js';
import { writeTinyMixtral } from '../../testing/tiny-mixtral.js';
import { type Engine, type GenerationPart, type GenerationRequest } from '../engine.js';
import { LlamaEngine, type LlamaEngineOptions } from './llama-engine.js';
import { type EngineIncident } from './process/engine-incident.js';
import { LlamaProcessEngine } from './process/llama-process-engine.js';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'llama-engine-'));
  file = join(folder, 'tiny.gguf');
  await writeTinyMixtral(file);
});
afterAll(() => rm(folder, { recursive: true }));

/** Makes a prompt that begins with BOS and differs with `salt`. */
function makePrompt(length = 8, salt = 0): GenerationRequest['prompt'] {
  const tokens = [1, ...Array.from({ length: length - 1 }, (_, index) => 300 + ((index * 7 + salt * 13) % 20_000))];
  return { tokens, spans: [], templateVersion: 'test' };
}

async function read(parts: AsyncIterable<GenerationPart>) {
  let text = '';
  for await (const part of parts) {
    if (part.type === 'finish') return { text, ...part };
    text += part.text;
  }
  throw new Error('no finish part');
}

const implementations = [
  { name: 'in this process', load: (options: LlamaEngineOptions): Promise<Engine> => LlamaEngine.load(options) },
  {
    name: 'in a process of its own',
    load: (options: LlamaEngineOptions): Promise<Engine> => LlamaProcessEngine.load(options),
  },
];

describe.each(implementations)('llama.cpp $name', ({ load }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await load({ file, gpu: false, threads: 1, parallel: 2, maxQueued: 2, prefillChunk: 16 });
  });
  afterAll(() => engine?.close());

  const generate = (request: Partial<GenerationRequest> = {}) =>
    engine.generate({ prompt: makePrompt(), maxTokens: 12, sampling: { temperature: 0 }, ...request });

  it('describes the loaded model', () => {
    expect(engine.model).toMatchObject({ id: 'tiny', architecture: 'llama', precision: 'Q8_0', contextSize: 2048 });
    expect(engine.model.vocabulary).toMatchObject({
      kind: 'sentencepiece',
      size: 32_000,
      isMistralV1: true,
      bos: 1,
      eos: 2,
    });
    expect(engine.model.device).toMatch(/^cpu \(\d+ threads\)$/);
  });

  it('ends with one finish part that counts tokens', async () => {
    const parts: GenerationPart[] = [];
    for await (const part of generate({ maxTokens: 5 })) parts.push(part);
    expect(parts.filter(({ type }) => type === 'finish')).toHaveLength(1);
    expect(parts.at(-1)).toMatchObject({
      type: 'finish',
      reason: 'length',
      usage: { promptTokens: 8, completionTokens: 5 },
    });
  });

  it('gives the same greedy answer alone, beside others, and with a cached prefix', async () => {
    const prompt = makePrompt(30);
    const alone = await read(generate({ prompt }));
    const together = await Promise.all(
      [generate({ prompt }), generate({ prompt: makePrompt(40, 1) }), generate({ prompt })].map(read),
    );
    expect(together[0]?.text).toBe(alone.text);
    const again = await read(generate({ prompt }));
    expect(again.text).toBe(alone.text);
    expect(again.usage.cachedPromptTokens).toBe(29);
  });

  it('gives the same answer for the same seed, and draws a seed when none is given', async () => {
    const answer = async (seed?: number) => (await read(generate({ sampling: { temperature: 1.5, seed } }))).text;
    expect(await answer(5)).toBe(await answer(5));
    const drawn = new Set([await answer(), await answer(), await answer()]);
    expect(drawn.size).toBeGreaterThan(1);
  });

  it('ends the answer before a stop string', async () => {
    const { text } = await read(generate());
    const stop = text.slice(5, 8);
    const stopped = await read(generate({ stop: ['¶', stop] }));
    expect(stopped).toMatchObject({ reason: 'stop', stopString: stop, text: text.slice(0, text.indexOf(stop)) });
  });

  it('gives another answer with penalties', async () => {
    const plain = await read(generate({ maxTokens: 40 }));
    const repeating = await read(generate({ maxTokens: 40, sampling: { temperature: 0, frequencyPenalty: -2 } }));
    expect(repeating.text).not.toBe(plain.text);
  });

  it('refuses a prompt that leaves no room for an answer', async () => {
    const overflow = read(generate({ prompt: makePrompt(2047) }));
    await expect(overflow).rejects.toMatchObject({ code: 'CONTEXT_OVERFLOW', promptTokens: 2047, contextSize: 2048 });
    expect(ContextOverflowError.isInstance(await overflow.catch((error: unknown) => error))).toBe(true);
  });

  it('refuses an empty prompt', async () => {
    const refused = read(generate({ prompt: { ...makePrompt(), tokens: [] } }));
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_OPTION', option: 'prompt' });
  });

  it('ends an answer when the context is full', async () => {
    const { usage, reason } = await read(generate({ prompt: makePrompt(2000), maxTokens: 500 }));
    expect(usage.promptTokens + usage.completionTokens).toBeLessThan(2048);
    expect(reason).toBe('length');
  });

  it('refuses a request when too many wait, and serves the others', async () => {
    const answers = Array.from({ length: 4 }, (_, salt) =>
      read(generate({ prompt: makePrompt(8, salt), maxTokens: 30 })),
    );
    const refused = await read(generate()).catch((error: unknown) => error);
    expect(QueueFullError.isInstance(refused)).toBe(true);
    for (const answer of await Promise.all(answers)) expect(answer.usage.completionTokens).toBe(30);
  });

  it.each(['before it starts', 'while it waits', 'in the prompt', 'in the answer'])(
    'stops a request that is aborted %s, and no other',
    async (moment) => {
      const controller = new AbortController();
      const reason = new Error('enough');
      if (moment === 'before it starts') controller.abort(reason);
      const others =
        moment === 'while it waits'
          ? [generate({ maxTokens: 60 }), generate({ maxTokens: 60 })].map(read)
          : [read(generate())];
      const length = moment === 'in the prompt' ? 1900 : 8;
      const aborted = read(
        (async function* () {
          for await (const part of generate({
            prompt: makePrompt(length, 3),
            maxTokens: 100,
            signal: controller.signal,
          })) {
            if (moment === 'in the answer') controller.abort(reason);
            yield part;
          }
        })(),
      );
      if (moment !== 'in the answer') setTimeout(() => controller.abort(reason), 5);
      await expect(aborted).rejects.toBe(reason);
      for (const other of await Promise.all(others)) expect(other.usage.completionTokens).toBeGreaterThan(0);
      expect((await read(generate())).usage.completionTokens).toBe(12);
    },
  );

  it('frees the sequence when the caller leaves the loop', async () => {
    for await (const part of generate({ maxTokens: 1000 })) if (part.type === 'text-delta') break;
    expect((await read(generate())).usage.completionTokens).toBe(12);
    expect(engine.capacity()).toEqual({ active: 0, queued: 0, parallel: 2, ready: true });
  });

  it('encodes texts as plain content and decodes ids', async () => {
    const [text, empty] = await engine.tokenize(['</s>[INST] a', '']);
    expect(text?.tokens).not.toContain(2);
    expect(empty).toEqual({ tokens: [], byteLengths: [] });
    const [decoded, nothing] = await engine.detokenize([[1, 733, 16289, 28793], []]);
    expect(decoded).toContain('[INST]');
    expect(nothing).toBe('');
  });

  it('fails running generations when it is closed', async () => {
    const closing = await load({ file, gpu: false, threads: 1, parallel: 2, maxQueued: 8 });
    const answers = Array.from({ length: 6 }, (_, salt) =>
      read(closing.generate({ prompt: makePrompt(8, salt), maxTokens: 2000 })).catch((error: unknown) => error),
    );
    while (closing.capacity().active < 2) await new Promise((resolve) => setTimeout(resolve, 2));
    await closing.close();
    for (const answer of await Promise.all(answers)) expect(EngineClosedError.isInstance(answer)).toBe(true);
    await expect(read(closing.generate({ prompt: makePrompt() }))).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    await closing.close();
  });

  it('lets running generations end when it is closed with time to drain, and refuses new ones', async () => {
    const closing = await load({ file, gpu: false, threads: 1, parallel: 2, maxQueued: 8 });
    const answers = Array.from({ length: 3 }, (_, salt) =>
      read(closing.generate({ prompt: makePrompt(8, salt), maxTokens: 40, sampling: { temperature: 0 } })),
    );
    while (closing.capacity().active < 2) await new Promise((resolve) => setTimeout(resolve, 2));
    const closed = closing.close({ drainMs: 30_000 });
    await expect(read(closing.generate({ prompt: makePrompt() }))).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    for (const answer of await Promise.all(answers)) expect(answer.usage.completionTokens).toBe(40);
    await closed;
  });

  it('refuses a damaged, missing or cut file, and names it', async () => {
    const damaged = join(folder, 'damaged.gguf');
    await writeFile(damaged, 'GGUF and then nothing that makes sense');
    await expect(load({ file: damaged, gpu: false })).rejects.toMatchObject({ code: 'MODEL_FILE_UNUSABLE' });
    await expect(load({ file: join(folder, 'none.gguf'), gpu: false })).rejects.toThrow('none.gguf');
    const cut = join(folder, 'cut.gguf');
    await writeFile(cut, (await readFile(file)).subarray(0, 1_000_000));
    const refused = await load({ file: cut, gpu: false }).catch((error: unknown) => error);
    expect(ModelLoadError.isInstance(refused)).toBe(true);
    expect((refused as Error).message).toContain('cut.gguf');
    await expect(load({ file, gpu: false, contextSize: 4096 })).rejects.toThrow(/4096.*2048/);
  });
});

describe('a crash of the process', () => {
  let moved: string;
  let engine: LlamaProcessEngine;
  const incidents: EngineIncident[] = [];
  beforeAll(async () => {
    moved = join(folder, 'moved.gguf');
    await copyFile(file, moved);
    engine = await LlamaProcessEngine.load({
      ...{ file: moved, gpu: false, threads: 1, parallel: 8, maxQueued: 8 },
      onIncident: (incident) => incidents.push(incident),
    });
  });
  afterAll(() => engine?.close());

  /** Asks for an answer that goes on until something ends it: the end token is banned. */
  const answerAtLength = (maxTokens: number, salt = 0) =>
    read(
      engine.generate({
        ...{ prompt: makePrompt(8, salt), maxTokens },
        sampling: { temperature: 0, logitBias: { 2: -100 } },
      }),
    ).catch((error: unknown) => error);

  it('fails running generations, keeps waiting ones, and is followed by a restart', async () => {
    const running = Array.from({ length: 8 }, (_, salt) => answerAtLength(2000, salt));
    while (engine.capacity().active < 8) await new Promise((resolve) => setTimeout(resolve, 2));
    const waiting = Array.from({ length: 4 }, (_, salt) => answerAtLength(20, salt));
    process.kill(engine.processId as number, 'SIGKILL');
    for (const lost of await Promise.all(running)) expect(EngineCrashedError.isInstance(lost)).toBe(true);
    for (const served of await Promise.all(waiting)) {
      expect(served).toMatchObject({ type: 'finish', usage: { completionTokens: 20 } });
    }
    expect(engine.capacity()).toEqual({ active: 0, queued: 0, parallel: 8, ready: true });
  });

  it('of a process that hangs is found by its silence, and is a crash like any other', async () => {
    const seen: EngineIncident[] = [];
    const onIncident = (incident: EngineIncident) => seen.push(incident);
    const hanging = await LlamaProcessEngine.load({
      file: moved,
      gpu: false,
      threads: 1,
      pingTimeoutMs: 2000,
      onIncident,
    });
    let started = 0;
    const request = { prompt: makePrompt(8), maxTokens: 2000, onStart: () => started++ };
    const lost = read(hanging.generate({ ...request, sampling: { logitBias: { 2: -100 } } })).catch((error) => error);
    while (started === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    process.kill(hanging.processId as number, 'SIGSTOP');
    expect(await lost).toMatchObject({
      code: 'ENGINE_CRASHED',
      exit: expect.stringContaining('no sign of life for 2 s'),
    });
    expect(hanging.capacity().ready).toBe(false);
    expect((await read(hanging.generate({ prompt: makePrompt(), maxTokens: 2 }))).usage.completionTokens).toBe(2);
    expect(seen.map(({ type }) => type)).toEqual(['crashed', 'restarted']);
    await hanging.close();
  });

  it('is reported, and fails waiting requests when the model cannot be loaded again', async () => {
    incidents.length = 0;
    await rename(moved, `${moved}.away`);
    process.kill(engine.processId as number, 'SIGKILL');
    while (incidents.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const controller = new AbortController();
    const left = engine.tokenize(['a'], { signal: controller.signal }).catch((error: unknown) => error);
    const waiting = [read(engine.generate({ prompt: makePrompt(), maxTokens: 1 })), engine.tokenize(['a'])].map((one) =>
      one.catch((error: unknown) => error),
    );
    controller.abort(new Error('enough'));
    expect(await left).toMatchObject({ message: 'enough' });
    for (const failed of await Promise.all(waiting)) expect(EngineCrashedError.isInstance(failed)).toBe(true);
    await rename(`${moved}.away`, moved);
    while (!engine.capacity().ready) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await read(engine.generate({ prompt: makePrompt(), maxTokens: 2 }))).usage.completionTokens).toBe(2);
    expect(incidents.map(({ type }) => type)).toEqual([
      'crashed',
      'restart-failed',
      ...incidents.slice(2, -1).map(() => 'restart-failed'),
      'restarted',
    ]);
  });

  it('fails running generations at once when the engine is closing, without a wait for the drain time', async () => {
    const answer = answerAtLength(2000);
    while (engine.capacity().active < 1) await new Promise((resolve) => setTimeout(resolve, 2));
    const closed = engine.close({ drainMs: 600_000 });
    process.kill(engine.processId as number, 'SIGKILL');
    expect(EngineClosedError.isInstance(await answer)).toBe(true);
    await closed;
  });
});
