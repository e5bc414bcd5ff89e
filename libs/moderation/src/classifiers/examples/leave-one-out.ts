import { type EventLoopYield, sharedEventLoopYield } from '../../scheduling/event-loop-yield.js';
import { toProbability } from '../to-probability.js';
import { decomposeScaled, fitLogistic, type LabelledVectors, type LogisticFit, toCurvature } from './fit-logistic.js';
import { forward, type Matrix, multiply } from './matrix.js';

/** The rounds in which a head without one vector is sought by corrections, before it is fitted anew. */
const maximumRounds = 40;
const tolerance = 1e-3;

/** Smaller forces are left out: they move no logit by the tolerance. */
const minimumForce = 1e-6;

/**
 * Computes the logit of each vector under a head that was fitted without it.
 *
 * A head without one vector differs little from the whole one. So each is found from it by corrections that use the whole head's
 * covariances, which is far cheaper than to fit it anew.
 */
export async function leaveOneOut(
  kernel: Matrix,
  data: LabelledVectors,
  fit: LogisticFit,
  turns: EventLoopYield = sharedEventLoopYield,
): Promise<Float64Array> {
  const curvatures = fit.logits.map((logit, index) => toCurvature(logit, data.weights[index] ?? 0));
  const covariances = toCovariances(kernel, curvatures);
  const left = new Float64Array(kernel.size);
  for (let index = 0; index < kernel.size; index += 1) {
    while (turns.isTurnUsed) await turns.nextTurn();
    const startedAt = performance.now();
    left[index] = correct(covariances, curvatures, data, fit, index) ?? refit(kernel, data, fit, index);
    turns.addUsed(performance.now() - startedAt);
  }
  return left;
}

/** Computes how the logits move together: the inverse of the curvature of the whole problem. */
function toCovariances(kernel: Matrix, curvatures: Float64Array): Matrix {
  const { size } = kernel;
  const roots = curvatures.map(Math.sqrt);
  const lower = decomposeScaled(kernel, roots);
  // Row by row: the solution for one column of the kernel.
  const solved = Array.from({ length: size }, (_, column) =>
    forward(
      lower,
      roots.map((root, row) => root * (kernel.values[row * size + column] ?? 0)),
    ),
  );
  const values = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = kernel.values[row * size + column] ?? 0;
      for (let entry = 0; entry < size; entry += 1) sum -= (solved[row]?.[entry] ?? 0) * (solved[column]?.[entry] ?? 0);
      values[row * size + column] = sum;
      values[column * size + row] = sum;
    }
  }
  return { size, values };
}

/** Finds the logit of one vector under the head without it; undefined when the corrections do not settle. */
function correct(
  covariances: Matrix,
  curvatures: Float64Array,
  { weights }: LabelledVectors,
  { logits, pulls }: LogisticFit,
  left: number,
): number | undefined {
  const own = covariances.values[left * covariances.size + left] ?? 0;
  const curvature = curvatures[left] ?? 0;
  const room = 1 - own * curvature;
  /** The part that the others give beyond the linear answer of the whole head. */
  const forces = new Float64Array(covariances.size);
  let known = Infinity;
  for (let round = 0; round < maximumRounds; round += 1) {
    forces[left] = 0;
    let others = 0;
    for (const [index, force] of forces.entries())
      others += (covariances.values[left * covariances.size + index] ?? 0) * force;
    const moved = (others - own * (pulls[left] ?? 0)) / room;
    if (Math.abs(moved - known) < tolerance) return (logits[left] ?? 0) + moved;
    known = moved;
    forces[left] = curvature * moved - (pulls[left] ?? 0);
    const moves = multiply(covariances, forces);
    for (const [index, move] of moves.entries()) {
      const logit = logits[index] ?? 0;
      const errorMoves = (weights[index] ?? 0) * (toProbability(logit + move) - toProbability(logit));
      const force = (curvatures[index] ?? 0) * move - errorMoves;
      if (index !== left) forces[index] = Math.abs(force) < minimumForce ? 0 : force;
    }
  }
  return undefined;
}

function refit(kernel: Matrix, data: LabelledVectors, fit: LogisticFit, left: number): number {
  const weights = data.weights.map((weight, index) => (index === left ? 0 : weight));
  const start = fit.pulls.map((pull, index) => (index === left ? 0 : pull));
  return fitLogistic(kernel, { ...data, weights }, start).logits[left] ?? 0;
}
