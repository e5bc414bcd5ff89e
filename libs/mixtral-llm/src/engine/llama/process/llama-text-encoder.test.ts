import { mkdtemp, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { width, writeTinyBert } from '../../../testing/tiny-bert.js';
import { writeTinyUnigram } from '../../../testing/tiny-unigram.js';
import { type EngineIncident } from './engine-incident.js';
import { LlamaTextEncoder } from './llama-text-encoder.js';

let folder: string;
let encoder: LlamaTextEncoder;
const incidents: EngineIncident[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'text-encoder-'));
  const file = join(folder, 'tiny.gguf');
  await writeTinyBert(file);
  encoder = await LlamaTextEncoder.load({
    file,
    name: 'tiny@1',
    maxTokens: 16,
    onIncident: (incident) => incidents.push(incident),
  });
});
afterAll(async () => {
  await encoder?.close();
  await rm(folder, { recursive: true });
});

describe('LlamaTextEncoder', () => {
  it('gives one vector of length 1 for each text, in their order, and says which weights made it', async () => {
    expect(encoder).toMatchObject({ name: 'tiny@1', dimensions: width });
    const [cat, dog, again] = await encoder.encode(['the cat', 'the dog', 'the cat']);
    expect(cat).toBeInstanceOf(Float32Array);
    expect(Math.hypot(...(cat ?? []))).toBeCloseTo(1, 5);
    expect(again).toEqual(cat);
    expect(dog).not.toEqual(cat);
  });

  it('leaves out a text with too many tokens, and cuts none', async () => {
    // 14 words, [CLS] and [SEP] are 16 tokens.
    const vectors = await encoder.encode(['the '.repeat(14), 'the '.repeat(15), 'the']);
    expect(vectors.map((vector) => vector?.length)).toEqual([width, undefined, width]);
  });

  it('stops when its signal is aborted, and goes on for the next call', async () => {
    const controller = new AbortController();
    const lost = encoder.encode(Array<string>(200).fill('the cat sleeps'), { signal: controller.signal });
    controller.abort(new Error('gone'));
    await expect(lost).rejects.toThrow('gone');
    expect(await encoder.encode(['the cat'])).toHaveLength(1);
  });

  it('refuses an empty text, and more calls than may wait', async () => {
    await expect(encoder.encode([''])).rejects.toMatchObject({ code: 'EMBEDDING_INPUT' });
    const calls = await Promise.allSettled(Array.from({ length: 70 }, () => encoder.encode(['the'])));
    const refused = calls.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ reason: { code: 'QUEUE_FULL' } });
  });

  it('runs in a process that leaves the processor to others', () => {
    expect(getPriority(encoder.processId)).toBeGreaterThanOrEqual(5);
  });

  it('sends the texts again after one crash of its process', async () => {
    const vectors = encoder.encode(['the cat', 'the dog']);
    process.kill(encoder.processId as number, 'SIGKILL');
    expect(await vectors).toHaveLength(2);
    expect(incidents).toEqual([{ type: 'crashed', exit: 'killed by SIGKILL' }, { type: 'restarted' }]);
  });

  it('kills a process that does not end an aborted call, and starts another', async () => {
    const exits: EngineIncident[] = [];
    const file = join(folder, 'tiny.gguf');
    const onIncident = (incident: EngineIncident) => exits.push(incident);
    const hanging = await LlamaTextEncoder.load({ file, name: 'tiny@1', maxTokens: 16, maxAbortMs: 10, onIncident });
    process.kill(hanging.processId as number, 'SIGSTOP');
    await expect(hanging.encode(['the'], { signal: AbortSignal.timeout(10) })).rejects.toThrow('timeout');
    expect(await hanging.encode(['the cat'])).toHaveLength(1);
    expect(exits).toEqual([{ type: 'crashed', exit: 'killed by SIGKILL' }, { type: 'restarted' }]);
    await hanging.close();
  });

  it('kills a process that gives no sign of life, and sends the texts to another', async () => {
    const file = join(folder, 'tiny.gguf');
    const hanging = await LlamaTextEncoder.load({ file, name: 'tiny@1', maxTokens: 16, pingTimeoutMs: 2000 });
    process.kill(hanging.processId as number, 'SIGSTOP');
    expect(await hanging.encode(['the cat'])).toHaveLength(1);
    await hanging.close();
  });

  it('limits the time of the load after a crash', async () => {
    const file = join(folder, 'tiny.gguf');
    const slow = await LlamaTextEncoder.load({ file, name: 'tiny@1', maxTokens: 16, maxRestartMs: 1 });
    process.kill(slow.processId as number, 'SIGKILL');
    await expect(slow.encode(['the cat'])).rejects.toThrow('was not loaded again within 0.001 seconds');
    await slow.close();
  });

  describe('of a model that another one follows', () => {
    let first: LlamaTextEncoder;
    const exits: EngineIncident[] = [];
    const toModel = (name: string, weightsPath: string) => ({ name, version: '1', weightsPath, maximumTokens: 5 });

    beforeAll(async () => {
      const weightsPath = join(folder, 'unigram.gguf');
      await writeTinyUnigram(weightsPath);
      const model = { ...toModel('tiny', join(folder, 'tiny.gguf')), next: toModel('unigram', weightsPath) };
      first = await LlamaTextEncoder.loadModel(model, { onIncident: (incident) => exits.push(incident) });
    });
    afterAll(() => first?.close());

    it('gives the vectors of each, which one process computes', async () => {
      expect([first.name, first.next?.name, first.next?.next]).toEqual(['tiny@1', 'unigram@1', undefined]);
      expect(first.next?.processId).toBe(first.processId);
      const [own, other] = await Promise.all([first.encode(['the cat']), first.next?.encode(['the cat'])]);
      expect(own).toEqual(await encoder.encode(['the cat']));
      expect(other?.[0]).toHaveLength(width);
      expect(other).not.toEqual(own);
    });

    it('counts the tokens of each by its own vocabulary', async () => {
      // One has a token for "dog", the other one none for its letters, which are one unknown token.
      const lengths = async (one: LlamaTextEncoder | undefined, texts: readonly string[]) =>
        (await one?.encode(texts))?.map((vector) => vector?.length);
      const texts = ['the cat dog', 'the cats the'];
      expect(await lengths(first, texts)).toEqual([width, undefined]);
      expect(await lengths(first.next, texts)).toEqual([undefined, undefined]);
    });

    it('loads both again after a crash', async () => {
      const before = await first.next?.encode(['the cat']);
      process.kill(first.processId as number, 'SIGKILL');
      expect(await first.next?.encode(['the cat'])).toEqual(before);
      expect(await first.encode(['the cat'])).toHaveLength(1);
      expect(exits).toEqual([{ type: 'crashed', exit: 'killed by SIGKILL' }, { type: 'restarted' }]);
    });

    it('is refused when the file of the second is none', async () => {
      const model = { ...toModel('tiny', join(folder, 'tiny.gguf')), next: toModel('none', join(folder, 'none.gguf')) };
      await expect(LlamaTextEncoder.loadModel(model)).rejects.toThrow('none.gguf');
    });

    it('ends with the process of the first', async () => {
      await first.next?.close();
      await expect(first.encode(['the'])).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    });
  });

  it('refuses texts once it is closed', async () => {
    await encoder.close();
    await expect(encoder.encode(['the'])).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
  });
});
