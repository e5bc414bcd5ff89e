import { type TextRange } from '../../stage.js';
import { featuresOf, longFrom, pieceCharacters, probabilityOf } from './injection-features.js';
import { encodedInjectionWeights, injectionBias, injectionWeightScale, longInjectionBias } from './injection-weights.js';

const weights = Float32Array.from(
  new Int8Array(Buffer.from(encodedInjectionWeights, 'base64')),
  (weight) => weight * injectionWeightScale,
);

/** Pieces overlap by this much, so that what stands across an edge is read whole once. */
const overlapCharacters = 400;

/** A piece of a text, and how probable it is that it tries to instruct the model. */
export interface JudgedPiece extends TextRange {
  /** 0 … 1; from 0.5 on more probable than not, as measured when the model was trained. */
  readonly probability: number;
}

/** Reads a text piece by piece; the pieces cover all of it. */
export function injectionProbabilities(text: string): readonly JudgedPiece[] {
  const pieces: JudgedPiece[] = [];
  for (let start = 0; start < text.length; start += pieceCharacters - overlapCharacters) {
    const end = Math.min(text.length, start + pieceCharacters);
    const features = featuresOf(text.slice(start, end));
    const bias = features.length >= longFrom ? longInjectionBias : injectionBias;
    pieces.push({ start, end, probability: probabilityOf(features, weights, bias) });
    if (end === text.length) break;
  }
  return pieces;
}
