import { toProbability } from '../to-probability.js';
import { calibrate } from './calibrate.js';
import { fitLogistic, type LinearHead, toKernel } from './fit-logistic.js';
import { leaveOneOut } from './leave-one-out.js';

/** Holds the material of a category: one value for each text of each kind. */
export interface ByKind<Value> {
  readonly examples: readonly Value[];
  readonly counterExamples: readonly Value[];
  readonly ordinaryTexts: readonly Value[];
}

/** A learned category. */
export interface FittedCategory {
  /** Its logit is calibrated: the score is the logistic function of it. */
  readonly head: LinearHead;
  /** The score of each text under a head that did not learn from it. */
  readonly leftOutScores: ByKind<number>;
}

/**
 * The weight of all texts together, of which the examples have half, however many there are. It is not their number, so that the
 * penalty means the same for few and for many.
 */
const totalWeight = 100;

/** The counter-examples have this share of the weight that is not the examples': they are nearest to them. */
const counterShare = 0.5;

/**
 * Fits a head that tells the examples of a category from its counter-examples and from ordinary texts.
 *
 * Scores are calibrated on the logits of texts that the head did not learn from (leave-one-out).
 */
export async function fitCategory({
  examples,
  counterExamples,
  ordinaryTexts,
}: ByKind<Float32Array>): Promise<FittedCategory> {
  const vectors = [...examples, ...counterExamples, ...ordinaryTexts];
  const labels = vectors.map((_, index) => (index < examples.length ? 1 : 0));
  const rest = totalWeight / 2;
  const counterWeight = counterExamples.length === 0 ? 0 : rest * counterShare;
  const weights = [
    ...examples.map(() => totalWeight / 2 / examples.length),
    ...counterExamples.map(() => counterWeight / counterExamples.length),
    ...ordinaryTexts.map(() => (rest - counterWeight) / ordinaryTexts.length),
  ];
  const data = { vectors, labels, weights };
  const kernel = toKernel(vectors);
  const fit = fitLogistic(kernel, data);
  const leftOut = await leaveOneOut(kernel, data, fit);
  const { slope, offset } = calibrate(leftOut, labels);
  const scores = [...leftOut].map((logit) => toProbability(slope * logit + offset));
  const ordinaryFrom = examples.length + counterExamples.length;
  return {
    head: { weights: fit.head.weights.map((weight) => slope * weight), bias: slope * fit.head.bias + offset },
    leftOutScores: {
      examples: scores.slice(0, examples.length),
      counterExamples: scores.slice(examples.length, ordinaryFrom),
      ordinaryTexts: scores.slice(ordinaryFrom),
    },
  };
}
