import { type TextRange } from '../../contract/moderation-input.js';
import { type Token, type TokenKind } from './token.js';
import { opaquePatterns, placePatterns, type TokenPattern } from './token-patterns.js';

/** Tokens without overlaps, in ascending order. */
class TokenList {
  readonly #tokens: readonly Token[];

  /** @param candidates The surest first: of two that overlap, the first is kept. */
  constructor(textLength: number, candidates: readonly Token[]) {
    const occupied = new Uint8Array(textLength);
    this.#tokens = candidates
      .filter(({ start, end }) => {
        const range = occupied.subarray(start, end);
        if (range.includes(1)) return false;
        range.fill(1);
        return true;
      })
      .toSorted((a, b) => a.start - b.start);
  }

  /** Finds the first token that shares a character with a range, by binary search. */
  findOverlap({ start, end }: TextRange): Token | undefined {
    let low = 0;
    let high = this.#tokens.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#tokens[middle]?.end ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    const token = this.#tokens[low];
    return token !== undefined && token.start < end ? token : undefined;
  }
}

/** Tells which characters of a text belong to machine-written tokens. Each list is computed when it is first asked for. */
export class TextTokens {
  readonly #text: string;
  #opaque: TokenList | undefined;
  #places: TokenList | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Finds a token of random characters or of a number that shares a character with a range. */
  findOpaque(range: TextRange): Token | undefined {
    this.#opaque ??= findTokens(this.#text, opaquePatterns);
    return this.#opaque.findOverlap(range);
  }

  /** Finds the name of a place (a URL, a path, an address) that shares a character with a range. */
  findPlace(range: TextRange): Token | undefined {
    this.#places ??= findTokens(this.#text, placePatterns);
    return this.#places.findOverlap(range);
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
