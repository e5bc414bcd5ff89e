import { type TokenChance, type WrittenToken } from './token-choices.js';

/** How likely a model was to write each of some answers at one place of its text. */
export interface ChoiceChances {
  /** Of the answers that are among the likeliest tokens. They need not add up to 1. */
  readonly known: ReadonlyMap<string, number>;
  /** No other answer is likelier than this. */
  readonly atMost: number;
  /** What the known ones add up to. */
  readonly mass: number;
}

/**
 * Reads the probabilities of some answers from the token at an offset of a model's text. A token that is the beginning of one
 * answer only counts for it, unless answers are to be whole tokens; case does not matter.
 * Undefined when no token stands there, or the model does not tell what else it might have written.
 */
export function choiceChances(
  tokens: readonly WrittenToken[],
  offset: number,
  choices: readonly string[],
  areWhole = false,
): ChoiceChances | undefined {
  let position = 0;
  const place = tokens.findIndex(({ token }) => {
    position += token.length;
    return position > offset;
  });
  const written = tokens[place];
  if (written === undefined || written.top.length === 0) return undefined;
  const before = written.token.slice(0, offset - (position - written.token.length));
  const known = new Map<string, number>();
  for (const { token, logprob } of distinct([written, ...written.top])) {
    const choice = choiceOf(token, before, choices, areWhole);
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
 * How likely an answer is, among all of them. One that the model did not list is taken to be as likely as it can be at most: a
 * score must not be too low because something is not known.
 */
export function shareOf({ known, atMost, mass }: ChoiceChances, choice: string): number {
  const chance = known.get(choice);
  if (chance !== undefined) return Math.min(1, chance / mass);
  return mass + atMost === 0 ? 1 : atMost / (mass + atMost);
}

/** The chosen token is most often among the likeliest, and must not count twice. */
function distinct(chances: readonly TokenChance[]): readonly TokenChance[] {
  return [...new Map(chances.map((chance) => [chance.token, chance])).values()];
}

function choiceOf(token: string, before: string, choices: readonly string[], areWhole: boolean): string | undefined {
  const isStart = before.trim() === '';
  if (!isStart && !token.startsWith(before)) return undefined;
  const rest = (isStart ? token.trimStart() : token.slice(before.length)).toLowerCase();
  if (rest === '') return undefined;
  const fitting = choices.filter((choice) => fits(rest, choice.toLowerCase(), areWhole));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** A token may be the beginning of an answer, or an answer with what ends it; `notable` is no `no`. */
function fits(token: string, choice: string, areWhole: boolean): boolean {
  return (
    (!areWhole && choice.startsWith(token)) ||
    (token.startsWith(choice) && !/^[\p{L}\p{N}]/u.test(token.slice(choice.length)))
  );
}
