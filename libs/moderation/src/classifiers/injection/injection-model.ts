import { type TextRange } from '../../contract/moderation-input.js';
import { splitIntoWindows } from './injection-features.js';
import { toLogOdds } from './injection-score.js';
import { encodedInjectionWeights, injectionBias, injectionWeightScale } from './injection-weights.js';

const weights = Float32Array.from(
  new Int8Array(Buffer.from(encodedInjectionWeights, 'base64')),
  (weight) => weight * injectionWeightScale,
);

/** A part of a text, with the probability that it tries to instruct the model. */
interface ScoredWindow extends TextRange {
  /** 0 … 1. The training set the value 0.5 at its calibrated threshold. */
  readonly probability: number;
}

/** Scores a text window by window; the windows cover all of it. */
export function scoreWindows(text: string): readonly ScoredWindow[] {
  const windows = splitIntoWindows(text);
  return windows.map(({ start, end, features }) => ({
    start,
    end,
    probability: 1 / (1 + Math.exp(-toLogOdds(features, weights, injectionBias, windows.length))),
  }));
}
