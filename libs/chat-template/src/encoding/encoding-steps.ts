import { PlanMismatchError } from '../errors/chat-template-errors.js';
import { type EncodedText, type Tokenizer } from '../tokenizer/tokenizer.js';
import { type EncodedTextCache } from './encoded-text-cache.js';

/** Describes a computation that yields texts and receives their ids, from a local or a remote tokenizer. */
export type EncodingSteps<Result> = Generator<readonly string[], Result, readonly EncodedText[]>;

/** Encodes texts elsewhere, for example in the engine's process: one encoded text for each text, in order. */
export type EncodeTexts = (texts: readonly string[]) => Promise<readonly EncodedText[]>;

/** Does the work with a tokenizer in this process. */
export function runSync<Result>(steps: EncodingSteps<Result>, tokenizer: Pick<Tokenizer, 'encode'>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next(step.value.map((text) => tokenizer.encode(text)));
  return step.value;
}

/** Does the work with a tokenizer in another process. Each step is one call of it. */
export async function runAsync<Result>(steps: EncodingSteps<Result>, encodeTexts: EncodeTexts): Promise<Result> {
  let step = steps.next();
  while (!step.done) step = steps.next(await encodeTexts(step.value));
  return step.value;
}

/** Encodes each text of one piece of work only once. */
export class CachingEncoder {
  readonly #encoded = new Map<string, EncodedText>();
  readonly #cache: EncodedTextCache | undefined;

  /** @param cache keeps encoded texts for later work. Default: none. */
  constructor(cache: EncodedTextCache | undefined) {
    this.#cache = cache;
  }

  /**
   * Asks for the texts that are not known yet, in one step.
   *
   * @throws {PlanMismatchError} when the answer does not have one encoded text for each text
   */
  *encode(texts: readonly string[]): EncodingSteps<EncodedText[]> {
    const missing = [...new Set(texts.filter((text) => !this.#find(text)))];
    const answer = missing.length > 0 ? yield missing : [];
    if (answer.length !== missing.length) {
      throw new PlanMismatchError(
        `${missing.length} texts were to be encoded, but ${answer.length} encoded texts came back: give one for each text, in order.`,
      );
    }
    for (const [index, text] of missing.entries()) {
      const encoded = answer[index] as EncodedText;
      this.#encoded.set(text, encoded);
      this.#cache?.set(text, encoded);
    }
    return texts.map((text) => this.#encoded.get(text) as EncodedText);
  }

  #find(text: string): EncodedText | undefined {
    const known = this.#encoded.get(text) ?? this.#cache?.get(text);
    if (known) this.#encoded.set(text, known);
    return known;
  }
}
