import { type Category } from '../../contract/category.js';
import { toProbability } from '../to-probability.js';
import { type GuardModel } from './guard-model.js';

/** The log odds of each category for one piece of a text. */
export type LogOdds = ReadonlyMap<Category, number>;

/** Computes the log odds of categories from the vector of a text and the scores of the cheap classifiers. */
export class GuardScorer {
  readonly #heads: readonly { readonly name: string; readonly weights: Float64Array; readonly bias: number }[];
  readonly #scores: GuardModel['scores'];

  constructor({ heads, scores }: Pick<GuardModel, 'heads' | 'scores'>) {
    this.#heads = heads.map(({ name, weights, bias }) => ({ name, weights: Float64Array.from(weights), bias }));
    this.#scores = scores;
  }

  /** @param cheap the scores of the cheap classifiers, by their names in the model */
  score(vector: Float32Array, cheap: ReadonlyMap<string, number>): LogOdds {
    const logits = new Map(this.#heads.map(({ name, weights, bias }) => [name, bias + toDotProduct(weights, vector)]));
    return new Map(
      this.#scores.map(({ category, heads, cheap: cheapWeights, bias }) => [
        category,
        bias + toWeightedSum(heads, logits) + toWeightedSum(cheapWeights, cheap),
      ]),
    );
  }
}

/** Converts the highest log odds of a category in the pieces of a text to its score. 0 for a text without any. */
export function toHighestScore(pieces: readonly { readonly logOdds: LogOdds }[], category: Category): number {
  return Math.max(0, ...pieces.map(({ logOdds }) => toProbability(logOdds.get(category) ?? -Infinity)));
}

function toDotProduct(weights: Float64Array, vector: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) sum += (weights[index] ?? 0) * (vector[index] ?? 0);
  return sum;
}

function toWeightedSum(weights: Readonly<Record<string, number>>, values: ReadonlyMap<string, number>): number {
  return Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * (values.get(name) ?? 0), 0);
}
