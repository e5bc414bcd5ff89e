import { toProbability } from '../to-probability.js';

/** A line that converts the logits of a head to calibrated ones: `slope · logit + offset`. */
export interface Calibration {
  readonly slope: number;
  readonly offset: number;
}

/**
 * The share of texts of the category among all texts that scores assume: few, because a text that is stopped without need
 * costs more than one more example.
 */
const assumedShare = 0.2;

/** A smaller slope tells nothing apart. It keeps every score near the assumed share. */
const minimumSlope = 1e-3;

const maximumSteps = 100;
const maximumStep = 4;
const tolerance = 1e-9;

/**
 * Calibrates the logits of texts under heads that were fitted without them (Platt scaling).
 *
 * The targets are drawn a little to the middle, because few texts prove no certainty. See Platt, Probabilistic Outputs for Support
 * Vector Machines, 1999.
 */
export function calibrate(logits: Float64Array, labels: readonly number[]): Calibration {
  const members = labels.filter((label) => label === 1).length;
  const others = labels.length - members;
  const scale = Math.max(
    1e-9,
    Math.sqrt(logits.reduce((sum, logit) => sum + logit ** 2, 0) / Math.max(1, logits.length)),
  );
  const points = labels.map((label, index) => ({
    logit: (logits[index] ?? 0) / scale,
    target: label === 1 ? (members + 1) / (members + 2) : 1 / (others + 2),
    weight: label === 1 ? assumedShare / members : (1 - assumedShare) / others,
  }));
  let slope = 0;
  let offset = Math.log(assumedShare / (1 - assumedShare));
  for (let step = 0; step < maximumSteps; step += 1) {
    // A tiny ridge keeps the step finite where all logits are equal.
    let [slopeForce, offsetForce, slopes, mixed, offsets] = [0, 0, 1e-9, 0, 1e-9];
    for (const { logit, target, weight } of points) {
      const probability = toProbability(slope * logit + offset);
      const error = weight * (probability - target);
      const curvature = weight * probability * (1 - probability);
      slopeForce += error * logit;
      offsetForce += error;
      slopes += curvature * logit ** 2;
      mixed += curvature * logit;
      offsets += curvature;
    }
    const determinant = slopes * offsets - mixed ** 2;
    const slopeStep = limit((offsets * slopeForce - mixed * offsetForce) / determinant);
    const offsetStep = limit((slopes * offsetForce - mixed * slopeForce) / determinant);
    slope -= slopeStep;
    offset -= offsetStep;
    if (Math.abs(slopeStep) + Math.abs(offsetStep) < tolerance) break;
  }
  if (slope / scale >= minimumSlope) return { slope: slope / scale, offset };
  return { slope: minimumSlope, offset: Math.log(assumedShare / (1 - assumedShare)) };
}

function limit(step: number): number {
  return Math.min(maximumStep, Math.max(-maximumStep, step));
}
