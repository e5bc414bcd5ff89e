import { describe, expect, it } from '@jest/globals';

import { FakeEncoder } from '../../../testing/fake-encoder.js';
import { type TextEncoder } from '../../contract/text-encoder.js';
import { EncodeQueue, findEncodeQueue } from './encode-queue.js';
import { WorkMeter } from './work-meter.js';

const never = new AbortController().signal;

function encode(queue: EncodeQueue, texts: readonly string[], signal = never) {
  return queue.encode(texts, new WorkMeter(), signal);
}

/** Holds every batch of an encoder until it is told to go on. */
function hold(encoder: FakeEncoder): () => void {
  let release: () => void = () => undefined;
  encoder.gate = new Promise<void>((resolve) => (release = resolve));
  return () => release();
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('EncodeQueue', () => {
  it('is one per encoder', () => {
    const encoder = new FakeEncoder();
    expect(findEncodeQueue(encoder)).toBe(findEncodeQueue(encoder));
    expect(findEncodeQueue(new FakeEncoder())).not.toBe(findEncodeQueue(encoder));
  });

  it('gives each call its own vectors in order, one small batch at a time', async () => {
    const encoder = new FakeEncoder();
    const queue = new EncodeQueue(encoder);
    const words = ['hateful', 'threat', 'override', 'despair'];
    const calls = Array.from({ length: 12 }, (_, call) =>
      Array.from({ length: 1 + (call % 5) }, (__, index) => `${call} ${index} ${words[(call + index) % 4]}`),
    );
    const results = await Promise.all(calls.map((texts) => encode(queue, texts)));
    for (const [call, vectors] of results.entries()) {
      const found = vectors.map((vector) => vector?.findIndex((value, dimension) => dimension > 0 && value > 0));
      expect(found).toEqual(vectors.map((_, index) => 1 + ((call + index) % 4)));
    }
    expect(encoder.mostRunning).toBe(1);
    expect(Math.max(...encoder.batches.map((batch) => batch.length))).toBe(8);
  });

  it('bounds the characters of a batch, and takes calls in turn, so that a short text does not wait for a long one', async () => {
    const encoder = new FakeEncoder();
    const release = hold(encoder);
    const queue = new EncodeQueue(encoder);
    const long = encode(
      queue,
      Array.from({ length: 20 }, (_, index) => `${index}`.padEnd(900, '.')),
    );
    await turn();
    const short = encode(queue, ['short']);
    release();
    await short;
    expect(encoder.batches.length).toBeLessThanOrEqual(3);
    await long;
    for (const batch of encoder.batches) expect(batch.join('').length).toBeLessThanOrEqual(1_805);
  });

  it('lets a short text pass by many long ones, all of which go on', async () => {
    const batches: (readonly string[])[] = [];
    const encoder: TextEncoder = {
      name: 'slow',
      dimensions: 1,
      encode: async (texts) => {
        batches.push(texts);
        await turn();
        return texts.map(() => new Float32Array([1]));
      },
    };
    const queue = new EncodeQueue(encoder);
    const long = Array.from({ length: 40 }, (_, call) =>
      encode(
        queue,
        Array.from({ length: 3 }, (__, index) => `${call} ${index}`.padEnd(900, '.')),
      ),
    );
    // Each long call has had some work by then.
    while (batches.length < 25) await turn();
    await encode(queue, ['short']);
    expect(batches.length).toBeLessThanOrEqual(28);
    await Promise.all(long);
    expect(batches.flat()).toHaveLength(121);
  });

  it('encodes the same text once for all that wait, and remembers it', async () => {
    const encoder = new FakeEncoder();
    const queue = new EncodeQueue(encoder);
    await Promise.all([encode(queue, ['same', 'other']), encode(queue, ['same']), encode(queue, ['same', 'same'])]);
    await encode(queue, ['other', 'same']);
    expect(encoder.texts.toSorted()).toEqual(['other', 'same']);
  });

  it('ends an aborted call at once, and goes on with the others', async () => {
    const encoder = new FakeEncoder();
    const release = hold(encoder);
    const queue = new EncodeQueue(encoder);
    const controller = new AbortController();
    const leaving = encode(queue, ['leaving', 'waiting'.padEnd(2_000, '.')], controller.signal);
    const staying = encode(queue, ['staying']);
    await turn();
    controller.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    release();
    expect(await staying).toHaveLength(1);
    expect(encoder.texts).toEqual(['leaving', 'staying']);
  });

  it('aborts a batch for which no call waits any more, and does not wait for an encoder that hangs', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const hanging: TextEncoder = {
      name: 'hanging',
      dimensions: 1,
      encode: async (texts, { signal } = {}) => {
        signals.push(signal);
        return texts.includes('hang') ? new Promise<never>(() => undefined) : texts.map(() => new Float32Array([1]));
      },
    };
    const queue = new EncodeQueue(hanging);
    const controller = new AbortController();
    const leaving = encode(queue, ['hang'], controller.signal);
    await turn();
    controller.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    expect(signals[0]?.aborted).toBe(true);
    expect(await encode(queue, ['next'])).toHaveLength(1);
  });

  it.each<[string, (texts: readonly string[]) => readonly (Float32Array | undefined)[]]>([
    ['too few vectors', () => []],
    ['a vector of another length', (texts) => texts.map(() => new Float32Array(2))],
    ['a vector with NaN', (texts) => texts.map(() => new Float32Array([NaN]))],
  ])('fails for %s', async (_, answer) => {
    const queue = new EncodeQueue({ name: 'broken', dimensions: 1, encode: async (texts) => answer(texts) });
    await expect(encode(queue, ['text'])).rejects.toThrow('gave no vector of 1 finite numbers');
  });

  it('refuses texts beyond its bound, and takes texts again afterwards', async () => {
    const encoder = new FakeEncoder();
    const release = hold(encoder);
    const queue = new EncodeQueue(encoder);
    const many = encode(
      queue,
      Array.from({ length: 2_000 }, (_, index) => `${index}`),
    );
    await expect(encode(queue, Array.from({ length: 100 }, String))).rejects.toMatchObject({ failure: 'overloaded' });
    release();
    await many;
    expect(await encode(queue, Array.from({ length: 100 }, String))).toHaveLength(100);
  });

  it('measures a share of a batch, and no time of waiting', async () => {
    const encoder = new FakeEncoder();
    const release = hold(encoder);
    const queue = new EncodeQueue(encoder);
    const [first, second] = [new WorkMeter(), new WorkMeter()];
    const running = queue.encode(['a'.repeat(1_800)], first, never);
    await turn();
    const waiting = queue.encode(['b'], second, never);
    await turn();
    expect(second.workMs).toBe(0);
    expect(first.workMs).toBeGreaterThan(0);
    release();
    await Promise.all([running, waiting]);
    expect(first.workMs).toBe(first.workMs);
  });
});
