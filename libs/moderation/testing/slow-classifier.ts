import { setImmediate } from 'node:timers/promises';

import { type CategorySpan, type Classifier } from '../src/contract/classifier.js';
import { type RhythmOptions } from '../src/contract/stream-rhythm.js';

/** The options of a slow classifier for tests. */
export interface SlowClassifierOptions {
  /** Finds the offsets of harm in a text. */
  readonly find?: (text: string) => readonly { readonly start: number; readonly end: number }[];
  /** Whether a finding has a passage; otherwise the text is scored as a whole. Default false. */
  readonly isLocated?: boolean;
  /** Waits as a costly model does. Default: one turn of the event loop. */
  readonly work?: (signal: AbortSignal) => Promise<unknown>;
  readonly rhythm?: RhythmOptions;
}

/** A classifier with a rhythm that notes each of its checks. */
export class SlowClassifier implements Classifier {
  readonly name = 'slow';
  readonly categories = ['x/slow'] as const;
  readonly rhythm: RhythmOptions;
  /** The texts of all checks that were begun. */
  readonly texts: string[] = [];
  /** The texts of all checks that have ended. */
  readonly ended: string[] = [];
  running = 0;
  mostRunning = 0;
  aborted = 0;
  readonly #options: SlowClassifierOptions;

  constructor(options: SlowClassifierOptions = {}) {
    this.#options = options;
    this.rhythm = options.rhythm ?? {};
  }

  readonly classify: Classifier['classify'] = async ({ text }, { signal }) => {
    const { find = () => [], isLocated = false, work = () => setImmediate() } = this.#options;
    this.texts.push(text);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      await work(signal);
    } finally {
      this.running -= 1;
      if (signal.aborted) this.aborted += 1;
    }
    this.ended.push(text);
    const found = find(text);
    const spans = found.map(({ start, end }): CategorySpan => ({ start, end, category: 'x/slow', score: 1 }));
    return {
      scores: { 'x/slow': found.length > 0 ? 1 : 0 },
      spans: isLocated ? spans : [],
      scanned: { start: 0, end: text.length },
      settledTo: text.length,
    };
  };
}

/** Never answers, and ends when it is aborted. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
}
