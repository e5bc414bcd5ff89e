import { createHmac, randomBytes } from 'node:crypto';
import { addAbortListener } from 'node:events';

import { LRUCache } from 'lru-cache';

import { type TextEncoder } from '../../contract/text-encoder.js';
import { ClassifierError } from '../../errors/moderation-errors.js';
import { raceAbort } from '../../scheduling/race-abort.js';
import { type WorkMeter } from './work-meter.js';

/** The vector of a text; undefined for a text with too many tokens. */
export type TextVector = Float32Array | undefined;

/** The most texts of one batch, and the most characters unless it is a single text: two windows, a quarter of a second on one core. */
export const maximumBatchTexts = 8;
export const maximumBatchCharacters = 2_000;

/** The most texts that wait. Callers give the windows of a long text one after another, so many callers have room. */
const maximumWaitingTexts = 2_048;

/** The vectors that are remembered, by a keyed hash of their texts: about 2 MB. */
const maximumRemembered = 512;

const queues = new WeakMap<TextEncoder, EncodeQueue>();

/** Finds the queue of an encoder. All classifiers, moderators and streams that use the encoder share it. */
export function findEncodeQueue(encoder: TextEncoder): EncodeQueue {
  const queue = queues.get(encoder) ?? new EncodeQueue(encoder);
  queues.set(encoder, queue);
  return queue;
}

/** A call that waits for vectors. */
interface EncodeJob {
  readonly texts: readonly string[];
  readonly vectors: TextVector[];
  /** The number of texts that were put into a batch. */
  taken: number;
  /** The number of texts whose vectors are there. */
  done: number;
  readonly meter: WorkMeter;
  isEnded: boolean;
  readonly resolve: (vectors: readonly TextVector[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A text of a batch, and the calls that wait for it. */
interface BatchEntry {
  readonly text: string;
  readonly places: { readonly job: EncodeJob; readonly index: number }[];
}

/**
 * Encodes the texts of many calls in small batches, one batch at a time. So the encoder's share of the machine is bounded, and a
 * short text waits for one batch at most per call before it, and not for the long texts of others.
 */
export class EncodeQueue {
  readonly #encoder: TextEncoder;
  /** The calls with waiting texts. Each gives one text in its turn, and goes to the end. */
  readonly #turns: EncodeJob[] = [];
  readonly #remembered = new LRUCache<string, { readonly vector: TextVector }>({ max: maximumRemembered });
  readonly #key = randomBytes(32);
  #waitingTexts = 0;
  #isRunning = false;

  constructor(encoder: TextEncoder) {
    this.#encoder = encoder;
  }

  /** Whether more texts wait than one batch takes. Texts that change no decision should not be encoded then. */
  get isBusy(): boolean {
    return this.#waitingTexts > maximumBatchTexts;
  }

  /**
   * Encodes texts. The same text is encoded once for all calls that wait for it.
   * @param meter measures the work on the texts, without the time in which they wait
   * @throws {ClassifierError} `overloaded` when too many texts wait, and `failed` for vectors of another form.
   * @throws the error of the encoder, and the reason of the signal.
   */
  async encode(texts: readonly string[], meter: WorkMeter, signal: AbortSignal): Promise<readonly TextVector[]> {
    signal.throwIfAborted();
    if (texts.length === 0) return [];
    if (this.#waitingTexts + texts.length > maximumWaitingTexts) {
      const message = 'Too many texts wait for the encoder already. Send fewer requests at once.';
      throw new ClassifierError(this.#encoder.name, message, { failure: 'overloaded' });
    }
    let listener: Disposable | undefined;
    try {
      return await new Promise<readonly TextVector[]>((resolve, reject) => {
        const vectors = Array.from<TextVector>({ length: texts.length });
        const job: EncodeJob = { texts, vectors, taken: 0, done: 0, meter, isEnded: false, resolve, reject };
        listener = addAbortListener(signal, () => this.#fail(job, signal.reason));
        this.#turns.push(job);
        this.#waitingTexts += texts.length;
        void this.#run();
      });
    } finally {
      listener?.[Symbol.dispose]();
    }
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    // Calls of the same turn of the event loop share the first batch.
    await Promise.resolve();
    while (this.#turns.length > 0) {
      const batch = this.#takeBatch();
      if (batch.length > 0) await this.#encodeBatch(batch);
    }
    this.#isRunning = false;
  }

  /**
   * Takes the first text in turn, whatever its size, so that no call starves. The room that is left is for the calls that had the
   * least work so far: a short text passes by long ones, however many there are.
   */
  #takeBatch(): readonly BatchEntry[] {
    const batch = new Map<string, BatchEntry>();
    let characters = 0;
    let refusals = 0;
    while (refusals < this.#turns.length && batch.size < maximumBatchTexts) {
      const [job] = this.#turns.splice(batch.size === 0 ? 0 : this.#findLeastServed(refusals), 1);
      const index = job?.taken ?? 0;
      const text = job?.texts[index];
      if (job === undefined || text === undefined) continue;
      const known = this.#remembered.get(this.#hash(text));
      const entry = batch.get(text);
      const isRoom = known !== undefined || entry !== undefined || batch.size === 0;
      if (!isRoom && characters + text.length > maximumBatchCharacters) {
        this.#turns.push(job);
        refusals += 1;
        continue;
      }
      refusals = 0;
      job.taken += 1;
      this.#waitingTexts -= 1;
      if (job.taken < job.texts.length) this.#turns.push(job);
      if (known !== undefined) settle(job, index, known.vector);
      else if (entry !== undefined) entry.places.push({ job, index });
      else {
        characters += text.length;
        batch.set(text, { text, places: [{ job, index }] });
      }
    }
    return [...batch.values()];
  }

  /** Finds the position of the call that had the least work. The last ones were refused room in this batch. */
  #findLeastServed(refusals: number): number {
    let least = 0;
    for (let position = 1; position < this.#turns.length - refusals; position += 1) {
      if (this.#workOf(position) < this.#workOf(least)) least = position;
    }
    return least;
  }

  #workOf(position: number): number {
    return this.#turns[position]?.meter.workMs ?? Infinity;
  }

  async #encodeBatch(batch: readonly BatchEntry[]): Promise<void> {
    const jobs = [...new Set(batch.flatMap(({ places }) => places.map(({ job }) => job)))];
    const controller = new AbortController();
    const endAbandoned = (): void => {
      if (jobs.every(({ isEnded }) => isEnded)) controller.abort(new Error('No call waits for the batch any more.'));
    };
    const characters = batch.reduce((sum, { text }) => sum + text.length, 0);
    for (const job of jobs) {
      const own = batch.filter(({ places }) => places.some((place) => place.job === job));
      job.meter.begin(own.reduce((sum, { text }) => sum + text.length, 0) / Math.max(1, characters), endAbandoned);
    }
    try {
      const texts = batch.map(({ text }) => text);
      const vectors = await raceAbort(this.#encodeTexts(texts, controller.signal), controller.signal);
      for (const [index, { text, places }] of batch.entries()) {
        this.#remembered.set(this.#hash(text), { vector: vectors[index] });
        for (const place of places) settle(place.job, place.index, vectors[index]);
      }
    } catch (error) {
      for (const job of jobs) this.#fail(job, error);
    } finally {
      for (const { meter } of jobs) meter.end();
    }
  }

  async #encodeTexts(texts: readonly string[], signal: AbortSignal): Promise<readonly TextVector[]> {
    const { name, dimensions } = this.#encoder;
    const vectors = await this.#encoder.encode(texts, { signal });
    const isValid =
      vectors.length === texts.length &&
      vectors.every(
        (vector) => vector === undefined || (vector.length === dimensions && vector.every(Number.isFinite)),
      );
    if (isValid) return vectors;
    throw new ClassifierError(name, `The encoder gave no vector of ${dimensions} finite numbers for each text.`);
  }

  #fail(job: EncodeJob, error: unknown): void {
    const position = this.#turns.indexOf(job);
    if (position >= 0) {
      this.#turns.splice(position, 1);
      this.#waitingTexts -= job.texts.length - job.taken;
    }
    job.isEnded = true;
    job.reject(error);
    job.meter.abandon();
  }

  #hash(text: string): string {
    // In UTF-8 all halves of surrogate pairs would be equal.
    return createHmac('sha256', this.#key).update(text, 'utf16le').digest('base64');
  }
}

function settle(job: EncodeJob, index: number, vector: TextVector): void {
  job.vectors[index] = vector;
  job.done += 1;
  if (job.done < job.texts.length) return;
  job.isEnded = true;
  job.resolve(job.vectors);
}
