import { mulberry32 } from './random.js';

/** Describes a text written for the training. */
export interface WrittenText {
  readonly text: string;
  /** Names texts that share wording. Cross-validation puts a family into one fold. */
  readonly family: string;
}

/** Lists the alternative wordings of one part of a text. An empty one leaves the part out. */
export type Part = readonly string[];

/**
 * Combines parts into texts. Each wording of the core part makes a family of `perCore` texts. The seed draws the other parts,
 * so the same parts always give the same texts.
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
  return core.flatMap((wording, index) =>
    Array.from({ length: perCore }, () => ({
      text: [...before.map(draw), wording, ...after.map(draw)].filter((part) => part !== '').join(' '),
      family: `${name} ${index}`,
    })),
  );
}

/** Puts each text into its own family. */
export function toSeparateFamilies(name: string, texts: readonly string[]): readonly WrittenText[] {
  return texts.map((text, index) => ({ text, family: `${name} ${index}` }));
}
