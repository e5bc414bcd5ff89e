import { LRUCache } from 'lru-cache';

import { type Category } from '../../contract/category.js';
import { type ModerationRole } from '../../contract/moderation-input.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { type TextEncoder } from '../../contract/text-encoder.js';
import { PolicyError } from '../../errors/moderation-errors.js';
import { locateProblem } from '../../policy/policy-problem.js';
import { encodeQueueOf, WorkMeter } from '../guard/encode-queue.js';
import { writeGuardInput } from '../guard/guard-input.js';
import { type ByKind } from './fit-category.js';
import { ordinaryTexts } from './ordinary-texts.js';

/** Texts are learned as a person and as a model would write them: a category is searched for in both. */
const roles = ['user', 'assistant'] as const satisfies readonly ModerationRole[];

/** The texts that are given to the queue at once, so that requests have their turns between. */
const textsPerRequest = 4;

/** The vectors of examples that are remembered for the next version of a policy: about 8 MB. */
const maximumRemembered = 5_000;

/** An encoder that does not answer must not keep a policy from being refused. */
const maximumMs = 600_000;

/** Encodes the examples of policies. */
export class ExampleEncoder {
  readonly #encoder: TextEncoder;
  /** By text: examples are of the policy, and not of callers. */
  readonly #remembered = new LRUCache<string, Float32Array>({ max: maximumRemembered });

  constructor(encoder: TextEncoder) {
    this.#encoder = encoder;
  }

  /**
   * Encodes the examples and counter-examples of a category, and the ordinary texts.
   * @throws {PolicyError} for a text that has more tokens than the encoder reads.
   * @throws the error of the encoder.
   */
  async encodeCategory(policy: ModerationPolicy, category: Category): Promise<ByKind<Float32Array>> {
    const { examples = [], counterExamples = [] } = policy.examples[category] ?? {};
    const signal = AbortSignal.timeout(maximumMs);
    const encodeField = async (texts: readonly string[], field: string): Promise<readonly Float32Array[]> => {
      const vectors = await this.#encode(texts, signal);
      const long = vectors.indexOf(undefined);
      if (long >= 0) throw toLengthError(policy, ['categories', category, field], long);
      return vectors.flatMap((vector) => vector ?? []);
    };
    return {
      examples: await encodeField(examples, 'examples'),
      counterExamples: await encodeField(counterExamples, 'counterExamples'),
      // All are short.
      ordinaryTexts: (await this.#encode(ordinaryTexts, signal)).flatMap((vector) => vector ?? []),
    };
  }

  async #encode(texts: readonly string[], signal: AbortSignal): Promise<readonly (Float32Array | undefined)[]> {
    const queue = encodeQueueOf(this.#encoder);
    const found = new Map<string, Float32Array | undefined>(texts.map((text) => [text, this.#remembered.get(text)]));
    const open = [...found].flatMap(([text, vector]) => (vector === undefined ? [text] : []));
    for (let start = 0; start < open.length; start += textsPerRequest) {
      const part = open.slice(start, start + textsPerRequest);
      const written = part.flatMap((text) => roles.map((role) => writeGuardInput(role, text, '')));
      const vectors = await queue.encode(written, new WorkMeter(), signal);
      for (const [index, text] of part.entries()) {
        const vector = toMean(vectors.slice(index * roles.length, (index + 1) * roles.length));
        found.set(text, vector);
        if (vector !== undefined) this.#remembered.set(text, vector);
      }
    }
    return texts.map((text) => found.get(text));
  }
}

/** Takes the mean of the vectors of a text in all roles; undefined when one is missing. */
function toMean(vectors: readonly (Float32Array | undefined)[]): Float32Array | undefined {
  const [first] = vectors;
  if (first === undefined || vectors.includes(undefined)) return undefined;
  return first.map(
    (_, dimension) => vectors.reduce((sum, vector) => sum + (vector?.[dimension] ?? 0), 0) / vectors.length,
  );
}

function toLengthError(policy: ModerationPolicy, path: readonly string[], index: number): PolicyError {
  const message = 'has more tokens than the encoder reads at once; shorten it, or split it into two';
  const { fileName, problem } = locateProblem(policy, [...path, index], message);
  return new PolicyError(fileName, [problem]);
}
