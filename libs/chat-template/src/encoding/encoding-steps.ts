import { type EncodedTextCache } from './encoded-text-cache.js';
import { PlanMismatchError } from '../errors/chat-template-errors.js';
import { type EncodedText, type Tokenizer } from '../tokenizer/tokenizer.js';

/**
 * Work that asks for texts to be encoded and goes on with their ids, whether the tokenizer is at hand or in another process.
 */
export type EncodingSteps<Result> = Generator<readonly string[], Result, readonly EncodedText[]>;

/** Encodes texts elsewhere, for example in the engine's process: one encoded text for each text, in order. */
export type EncodeTexts = (texts: readonly string[]) => Promise<readonly EncodedText[]>;

/** Does the work with a tokenizer at hand. */
export function runWithTokenizer<Result>(
  steps: EncodingSteps<Result>,
  tokenizer: Pick<Tokenizer, 'encode'>,
  cache?: EncodedTextCache,
): Result {
  const encode = (text: string): EncodedText => {
    const known = cache?.get(text);
    if (known) return known;
    const encoded = tokenizer.encode(text);
    cache?.set(text, encoded);
    return encoded;
  };
  let step = steps.next();
  while (!step.done) step = steps.next(step.value.map(encode));
  return step.value;
}

/**
 * Does the work with a tokenizer elsewhere, which is asked once per step, for the texts that are not known.
 *
 * @throws {PlanMismatchError} when it does not answer with one encoded text for each text
 */
export async function runWithEncoder<Result>(
  steps: EncodingSteps<Result>,
  encodeTexts: EncodeTexts,
  cache?: EncodedTextCache,
): Promise<Result> {
  let step = steps.next();
  while (!step.done) {
    const known = new Map<string, EncodedText>();
    const missing = new Set<string>();
    for (const text of step.value) {
      const encoded = cache?.get(text);
      if (encoded) known.set(text, encoded);
      else missing.add(text);
    }
    for (const [text, encoded] of await encodeAll([...missing], encodeTexts)) {
      known.set(text, encoded);
      cache?.set(text, encoded);
    }
    step = steps.next(step.value.map((text) => known.get(text) as EncodedText));
  }
  return step.value;
}

async function encodeAll(texts: readonly string[], encodeTexts: EncodeTexts): Promise<[string, EncodedText][]> {
  if (texts.length === 0) return [];
  const encoded = await encodeTexts(texts);
  if (encoded.length !== texts.length) {
    throw new PlanMismatchError(
      `${texts.length} texts were to be encoded, but ${encoded.length} encoded texts came back: give one for each text, in order.`,
    );
  }
  return texts.map((text, index) => [text, encoded[index] as EncodedText]);
}
