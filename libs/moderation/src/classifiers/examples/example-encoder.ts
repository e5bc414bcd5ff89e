import { LRUCache } from 'lru-cache';

import { type Category } from '../../contract/category.js';
import { type ModerationRole } from '../../contract/moderation-input.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { type TextEncoder } from '../../contract/text-encoder.js';
import { PolicyError } from '../../errors/moderation-errors.js';
import { locateProblem } from '../../policy/policy-problem.js';
import { findEncodeQueue } from '../guard/encode-queue.js';
import { writeGuardInput } from '../guard/guard-input.js';
import { WorkMeter } from '../guard/work-meter.js';
import { type ByKind } from './fit-category.js';
import { ordinaryTexts } from './ordinary-texts.js';

/** The roles in which texts are learned. The encoder reads the role too, so that each needs a head of its own. */
export const learnedRoles = ['user', 'assistant'] as const satisfies readonly ModerationRole[];

/** A value for each role in which texts are learned. */
export type ByRole<Value> = Readonly<Record<(typeof learnedRoles)[number], Value>>;

/** The vectors of one text. */
type RoleVectors = ByRole<Float32Array>;

/** The texts that are given to the queue at once, so that requests have their turns between. */
const textsPerRequest = 4;

/** The vectors of examples that are remembered for the next version of a policy: about 15 MB. */
const maximumRemembered = 5_000;

/** An encoder that does not answer must not keep a policy from being refused. */
const maximumMs = 600_000;

/** Encodes the examples of policies. */
export class ExampleEncoder {
  readonly #encoder: TextEncoder;
  readonly #keepsAccents: boolean;
  /** By text: examples are of the policy, and not of callers. */
  readonly #remembered = new LRUCache<string, RoleVectors>({ max: maximumRemembered });

  /** @param keepsAccents whether the vocabulary of the encoder has letters with accents */
  constructor(encoder: TextEncoder, keepsAccents = false) {
    this.#encoder = encoder;
    this.#keepsAccents = keepsAccents;
  }

  /**
   * Encodes the examples and counter-examples of a category, and the ordinary texts.
   * @throws {PolicyError} for a text that has more tokens than the encoder reads.
   * @throws the error of the encoder.
   */
  async encodeCategory(policy: ModerationPolicy, category: Category): Promise<ByRole<ByKind<Float32Array>>> {
    const { examples = [], counterExamples = [] } = policy.examples[category] ?? {};
    const signal = AbortSignal.timeout(maximumMs);
    const encodeField = async (texts: readonly string[], field: string): Promise<readonly RoleVectors[]> => {
      const vectors = await this.#encode(texts, signal);
      const long = vectors.indexOf(undefined);
      if (long >= 0) throw toLengthError(policy, ['categories', category, field], long);
      return vectors.flatMap((vector) => vector ?? []);
    };
    const encoded: ByKind<RoleVectors> = {
      examples: await encodeField(examples, 'examples'),
      counterExamples: await encodeField(counterExamples, 'counterExamples'),
      // All are short.
      ordinaryTexts: (await this.#encode(ordinaryTexts, signal)).flatMap((vector) => vector ?? []),
    };
    const select = (role: keyof RoleVectors): ByKind<Float32Array> => ({
      examples: encoded.examples.map((vectors) => vectors[role]),
      counterExamples: encoded.counterExamples.map((vectors) => vectors[role]),
      ordinaryTexts: encoded.ordinaryTexts.map((vectors) => vectors[role]),
    });
    return { user: select('user'), assistant: select('assistant') };
  }

  async #encode(texts: readonly string[], signal: AbortSignal): Promise<readonly (RoleVectors | undefined)[]> {
    const queue = findEncodeQueue(this.#encoder);
    const found = new Map<string, RoleVectors | undefined>(texts.map((text) => [text, this.#remembered.get(text)]));
    const open = [...found].flatMap(([text, vectors]) => (vectors === undefined ? [text] : []));
    for (let start = 0; start < open.length; start += textsPerRequest) {
      const part = open.slice(start, start + textsPerRequest);
      const written = part.flatMap((text) =>
        learnedRoles.map((role) => writeGuardInput(role, text, '', this.#keepsAccents)),
      );
      const vectors = await queue.encode(written, new WorkMeter(), signal);
      for (const [index, text] of part.entries()) {
        const [user, assistant] = vectors.slice(index * learnedRoles.length);
        if (user === undefined || assistant === undefined) continue;
        found.set(text, { user, assistant });
        this.#remembered.set(text, { user, assistant });
      }
    }
    return texts.map((text) => found.get(text));
  }
}

function toLengthError(policy: ModerationPolicy, path: readonly string[], index: number): PolicyError {
  const message = 'has more tokens than the encoder reads at once; shorten it, or split it into two';
  const { fileName, problem } = locateProblem(policy, [...path, index], message);
  return new PolicyError(fileName, [problem]);
}
