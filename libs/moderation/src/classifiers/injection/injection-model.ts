import { type TextRange } from '../../contract/moderation-input.js';
import { splitIntoWindows } from './injection-features.js';
import { toLogOdds } from './injection-score.js';
import { encodedInjectionWeights, injectionBias, injectionWeightScale } from './injection-weights.js';

const weights = Float32Array.from(
  new Int8Array(Buffer.from(encodedInjectionWeights, 'base64')),
  (weight) => weight * injectionWeightScale,
);

/** A part of a text, and how probable it is that it tries to instruct the model. */
export interface JudgedWindow extends TextRange {
  /** 0 … 1; from 0.5 on more probable than not, as measured when the model was trained. */
  readonly probability: number;
}

/** Reads a text window by window; the windows cover all of it. */
export function injectionProbabilities(text: string): readonly JudgedWindow[] {
  const windows = splitIntoWindows(text);
  return windows.map(({ start, end, features }) => ({
    start,
    end,
    probability: 1 / (1 + Math.exp(-toLogOdds(features, weights, injectionBias, windows.length))),
  }));
}
