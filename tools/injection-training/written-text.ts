import { mulberry32 } from './random.js';

/** A text that was written for the training. */
export interface WrittenText {
  readonly text: string;
  /** Texts of one family share wording: cross-validation never parts them. */
  readonly family: string;
}

/** Ways to write one part of a text; an empty one leaves the part out. */
export type Part = readonly string[];

/**
 * Texts put together from parts. Each way of the core part makes a family of `perCore` texts; the other parts are drawn with
 * the seed, so that the same parts give the same texts.
 */
export function combine(
  name: string,
  {
    before = [],
    core,
    after = [],
    perCore,
    seed,
  }: {
    readonly before?: readonly Part[];
    readonly core: Part;
    readonly after?: readonly Part[];
    readonly perCore: number;
    readonly seed: number;
  },
): readonly WrittenText[] {
  const random = mulberry32(seed);
  const draw = (part: Part): string => part[Math.floor(random() * part.length)] ?? '';
  return core.flatMap((written, index) =>
    Array.from({ length: perCore }, () => ({
      text: [...before.map(draw), written, ...after.map(draw)].filter((part) => part !== '').join(' '),
      family: `${name} ${String(index)}`,
    })),
  );
}

/** Each text a family of its own. */
export function apart(name: string, texts: readonly string[]): readonly WrittenText[] {
  return texts.map((text, index) => ({ text, family: `${name} ${String(index)}` }));
}
