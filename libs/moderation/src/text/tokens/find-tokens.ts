import { type TextRange } from '../../contract/moderation-input.js';
import { findFirstIndex } from '../find-first-index.js';
import { OccupiedRanges } from '../occupied-ranges.js';
import { type Token, type TokenKind } from './token.js';
import { opaquePatterns, placePatterns, type TokenPattern } from './token-patterns.js';

/** Tokens without overlaps, in ascending order. */
class TokenList {
  readonly #tokens: readonly Token[];

  /** @param candidates The surest first: of two that overlap, the first is kept. */
  constructor(textLength: number, candidates: readonly Token[]) {
    const occupied = new OccupiedRanges(textLength);
    this.#tokens = candidates.filter((token) => occupied.occupy(token)).toSorted((a, b) => a.start - b.start);
  }

  /** Finds the first token that shares a character with a range. */
  findOverlap({ start, end }: TextRange): Token | undefined {
    const token = this.#tokens[findFirstIndex(this.#tokens, (one) => one.end > start)];
    return token !== undefined && token.start < end ? token : undefined;
  }
}

/** Tells which characters of a text belong to machine-written tokens. They are found when they are first asked for. */
export class TextTokens {
  readonly #text: string;
  #opaque: TokenList | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Finds a token of random characters or of a number that shares a character with a range. */
  findOpaque(range: TextRange): Token | undefined {
    this.#opaque ??= findTokens(this.#text, opaquePatterns);
    return this.#opaque.findOverlap(range);
  }
}

function findTokens(text: string, patterns: readonly TokenPattern[]): TokenList {
  const found = patterns.flatMap(({ kind, pattern, accepts = () => true }) =>
    [...text.matchAll(pattern)].flatMap(({ 0: token, index }): Token[] =>
      accepts(token) ? [{ kind, start: index, end: index + token.length }] : [],
    ),
  );
  return new TokenList(text.length, found);
}

/** Names the kind of a whole value, such as one beside a key; undefined when it is no token. */
export function toTokenKind(value: string): TokenKind | undefined {
  return wholePatterns.find(({ pattern, accepts = () => true }) => pattern.test(value) && accepts(value))?.kind;
}

/** The patterns for a whole value, which need no search for the start of a match. */
const wholePatterns: readonly TokenPattern[] = [...placePatterns, ...opaquePatterns].map((token) => ({
  ...token,
  pattern: new RegExp(`^(?:${token.pattern.source})$`, token.pattern.flags.replace('g', '')),
}));
