import { type TokenChance, type WrittenToken } from './token-choices.js';

/** The probability of each possible answer at one position of a model's text. */
interface ChoiceChances {
  /** The answers that are among the likeliest tokens. Their probabilities need not add up to 1. */
  readonly known: ReadonlyMap<string, number>;
  /** The maximum probability of any other answer. */
  readonly atMost: number;
  /** The sum of the known probabilities. */
  readonly mass: number;
}

/**
 * Reads the probabilities of the possible answers at an offset of a model's text. A token counts for an answer when it begins this
 * answer and no other; with `areWhole` it must be the whole answer. Case does not matter.
 *
 * The result is undefined when there is no token at the offset, or the model gives no other likely tokens there.
 */
export function readChoiceChances(
  tokens: readonly WrittenToken[],
  offset: number,
  choices: readonly string[],
  areWhole = false,
): ChoiceChances | undefined {
  let position = 0;
  const tokenIndex = tokens.findIndex(({ token }) => {
    position += token.length;
    return position > offset;
  });
  const written = tokens[tokenIndex];
  if (written === undefined || written.top.length === 0) return undefined;
  const before = written.token.slice(0, offset - (position - written.token.length));
  const known = new Map<string, number>();
  for (const { token, logprob } of removeDuplicates([written, ...written.top])) {
    const choice = findChoice(token, before, choices, areWhole);
    if (choice !== undefined) known.set(choice, (known.get(choice) ?? 0) + Math.min(1, Math.exp(logprob)));
  }
  const least = Math.min(...written.top.map(({ logprob }) => logprob));
  return {
    known,
    atMost: Math.min(1, Math.exp(least)),
    mass: [...known.values()].reduce((sum, chance) => sum + chance, 0),
  };
}

/**
 * Computes the share of one answer among all answers. An answer that the model did not list gets the highest
 * probability that it may have, so that no score is too low.
 */
export function toShare({ known, atMost, mass }: ChoiceChances, choice: string): number {
  const chance = known.get(choice);
  if (chance !== undefined) return Math.min(1, chance / mass);
  return mass + atMost === 0 ? 1 : atMost / (mass + atMost);
}

/** Removes duplicates: the written token is most often among the likeliest, too. */
function removeDuplicates(chances: readonly TokenChance[]): readonly TokenChance[] {
  return [...new Map(chances.map((chance) => [chance.token, chance])).values()];
}

function findChoice(token: string, before: string, choices: readonly string[], areWhole: boolean): string | undefined {
  const isStart = before.trim() === '';
  if (!isStart && !token.startsWith(before)) return undefined;
  const rest = (isStart ? token.trimStart() : token.slice(before.length)).toLowerCase();
  if (rest === '') return undefined;
  const fitting = choices.filter((choice) => fits(rest, choice.toLowerCase(), areWhole));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Checks whether a token begins an answer, or is the answer followed by punctuation: `notable` does not match `no`. */
function fits(token: string, choice: string, areWhole: boolean): boolean {
  return (
    (!areWhole && choice.startsWith(token)) ||
    (token.startsWith(choice) && !/^[\p{L}\p{N}]/u.test(token.slice(choice.length)))
  );
}
