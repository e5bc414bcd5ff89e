import { toProbability } from '../to-probability.js';
import { decompose, type Matrix, multiply, solveLower } from './matrix.js';

/** Labelled vectors, and how much each counts. */
export interface LabelledVectors {
  readonly vectors: readonly Float32Array[];
  /** 1 for a vector that belongs to the category, else 0. */
  readonly labels: readonly number[];
  readonly weights: readonly number[];
}

/** A linear head over vectors: its logit is `weights · vector + bias`. */
export interface LinearHead {
  readonly weights: Float64Array;
  readonly bias: number;
}

/** A fitted head, and what its refits without one vector begin with. */
export interface LogisticFit {
  readonly head: LinearHead;
  /** The logit of each vector. */
  readonly logits: Float64Array;
  /** The share of each vector in the head: its weight times its error. */
  readonly pulls: Float64Array;
}

/** How strongly large weights are penalised. Results hardly depend on it. */
const penalty = 0.3;

/** The bias is penalised this many times less, as it only says how frequent the category is. */
const biasScale = 100;

const maximumSteps = 50;
/** A step is shortened to this share of it at most, when the whole step would make the loss larger. */
const minimumShare = 1e-6;
const tolerance = 1e-6;

/**
 * Computes the similarity of each pair of vectors under the penalty.
 *
 * With fewer vectors than dimensions the regression is solved on this matrix, which is smaller.
 */
export function toKernel(vectors: readonly Float32Array[]): Matrix {
  const size = vectors.length;
  const kernel = { size, values: new Float64Array(size * size) };
  for (const [row, one] of vectors.entries()) {
    for (let column = 0; column <= row; column += 1) {
      const value = (toProduct(one, vectors[column] ?? one) + biasScale) / penalty;
      kernel.values[row * size + column] = value;
      kernel.values[column * size + row] = value;
    }
  }
  return kernel;
}

/**
 * Fits a logistic regression by Newton's method, with a quadratic penalty.
 *
 * The optimum is the one that minimises the weighted logistic loss plus half the penalty times the squared weights. See
 * Rasmussen and Williams, Gaussian Processes for Machine Learning, algorithm 3.1, for the form of the step.
 */
export function fitLogistic(kernel: Matrix, data: LabelledVectors, start?: Float64Array): LogisticFit {
  let best = toAttempt(kernel, data, Float64Array.from(start ?? new Float64Array(kernel.size)));
  for (let step = 0; step < maximumSteps; step += 1) {
    const { pulls, logits, loss } = best;
    const target = findNewtonTarget(kernel, data, logits);
    let attempt = toAttempt(kernel, data, target);
    for (let share = 0.5; !(attempt.loss <= loss) && share > minimumShare; share /= 2) {
      const towards = pulls.map((pull, index) => pull + share * ((target[index] ?? 0) - pull));
      attempt = toAttempt(kernel, data, towards);
    }
    best = attempt;
    if (attempt.logits.every((logit, index) => Math.abs(logit - (logits[index] ?? 0)) < tolerance)) break;
  }
  return { head: toHead(data.vectors, best.pulls), logits: best.logits, pulls: best.pulls };
}

/** The logits and the loss that some pulls give. */
function toAttempt(kernel: Matrix, { labels, weights }: LabelledVectors, pulls: Float64Array) {
  const logits = multiply(kernel, pulls);
  let loss = 0;
  for (const [index, logit] of logits.entries()) {
    const sign = labels[index] === 1 ? 1 : -1;
    loss += (pulls[index] ?? 0) * logit * 0.5 + (weights[index] ?? 0) * toSoftPlus(-sign * logit);
  }
  return { pulls, logits, loss };
}

/** Computes the pulls that Newton's step leads to. */
function findNewtonTarget(kernel: Matrix, { labels, weights }: LabelledVectors, logits: Float64Array): Float64Array {
  const curvatures = logits.map((logit, index) => toCurvature(logit, weights[index] ?? 0));
  const aims = logits.map((logit, index) => {
    const error = (labels[index] ?? 0) - toProbability(logit);
    return (curvatures[index] ?? 0) * logit + (weights[index] ?? 0) * error;
  });
  const roots = curvatures.map(Math.sqrt);
  const scaled = multiply(kernel, aims).map((value, index) => value * (roots[index] ?? 0));
  const solved = solveLower(decomposeScaled(kernel, roots), scaled);
  return aims.map((aim, index) => aim - (roots[index] ?? 0) * (solved[index] ?? 0));
}

/** Decomposes the kernel, scaled by the roots of the curvatures, plus the identity. */
export function decomposeScaled({ size, values }: Matrix, roots: Float64Array): Matrix {
  const scaled = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const value = (roots[row] ?? 0) * (values[row * size + column] ?? 0) * (roots[column] ?? 0);
      scaled[row * size + column] = row === column ? value + 1 : value;
    }
  }
  return decompose({ size, values: scaled });
}

function toHead(vectors: readonly Float32Array[], pulls: Float64Array): LinearHead {
  const weights = new Float64Array(vectors[0]?.length ?? 0);
  let bias = 0;
  for (const [index, vector] of vectors.entries()) {
    const pull = (pulls[index] ?? 0) / penalty;
    bias += pull * biasScale;
    for (let dimension = 0; dimension < weights.length; dimension += 1) {
      weights[dimension] = (weights[dimension] ?? 0) + pull * (vector[dimension] ?? 0);
    }
  }
  return { weights, bias };
}

/** Computes how fast the error at a logit changes. */
export function toCurvature(logit: number, weight: number): number {
  const probability = toProbability(logit);
  return weight * probability * (1 - probability);
}

/** Computes `log(1 + exp(value))` without an overflow. */
function toSoftPlus(value: number): number {
  return Math.max(0, value) + Math.log1p(Math.exp(-Math.abs(value)));
}

function toProduct(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}
