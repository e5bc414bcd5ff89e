import { type TextRange } from '../contract/moderation-input.js';

/** The surroundings of a redacted value, in which its placeholder must keep the text readable. */
export interface Container extends TextRange {
  /** `number`: the range is a bare number of JSON. `host`: it is part of a URL before its path. */
  readonly kind: 'text' | 'number' | 'host';
  /** The quote that a placeholder of a number needs, escaped as the text around it is. */
  readonly quote: string;
  /** Later text may change the container. */
  readonly isOpen: boolean;
}

/** The characters before a value that decide on its container. Every gate keeps as many of the text that it released. */
const nearCharacters = 64;

/** The most characters of a number on each side of the value. */
const maximumSideCharacters = 64;

/** The most characters before a value in which quotes are looked for. */
const maximumContextCharacters = 512;

/** The characters of a number of JSON, as they stand in a class of a pattern. */
const numberCharacters = String.raw`-+.\deE`;
const wholeNumber = new RegExp(`^[${numberCharacters}]+$`);
const numberBefore = new RegExp(`[${numberCharacters}]*$`);
const numberBehind = new RegExp(`^[${numberCharacters}]*`);
const numbersOfList = new RegExp(`^[${numberCharacters},\\s]*$`);
const listBefore = new RegExp(`\\[[${numberCharacters},\\s]*$`);

/** The circumstances of a search. */
interface ContainerContext {
  /** More text may follow. */
  readonly partial: boolean;
  /**
   * The quotes so far before a value count. A stream gate keeps as many characters (`gate.contextCharacters`), so a streamed text has the
   * same containers as the whole.
   */
  readonly contextCharacters: number;
}

/** Finds the container of a value. Its range is the value's own, or the whole number that the value is part of. */
export function findContainer(text: string, range: TextRange, context: ContainerContext): Container {
  return findNumber(text, range, context) ?? findHost(text, range, context);
}

/** Finds the bare number of JSON that a range is part of. */
function findNumber(
  text: string,
  { start, end }: TextRange,
  { partial, contextCharacters }: ContainerContext,
): Container | undefined {
  if (!wholeNumber.test(text.slice(start, Math.min(end, start + maximumSideCharacters)))) return undefined;
  const near = text.slice(Math.max(0, start - nearCharacters), start);
  const left = numberBefore.exec(near)?.[0] ?? '';
  const right = numberBehind.exec(text.slice(end, end + maximumSideCharacters))?.[0] ?? '';
  const before = near.slice(0, near.length - left.length);
  const context = text.slice(
    Math.max(0, start - Math.min(contextCharacters, maximumContextCharacters)),
    start - left.length,
  );
  const quote = findQuoteOfName(before) ?? findQuoteInList(before, context, near.length === nearCharacters);
  if (quote === undefined) return undefined;
  const number = { start: start - left.length, end: end + right.length, quote, kind: 'number' } as const;
  const isAtEnd = number.end === text.length;
  if (isAtEnd && partial) return { ...number, isOpen: true };
  const isNumber = /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text.slice(number.start, number.end));
  return isNumber && (isAtEnd || /[\s,\]}]/.test(text[number.end] ?? '')) ? { ...number, isOpen: false } : undefined;
}

/** Finds the quotes of the name before a value: `"` in JSON, and `\\"` in JSON that is a text of JSON. */
function findQuoteOfName(before: string): string | undefined {
  const name = /"\s*:\s*$/.exec(before);
  return name === null ? undefined : `${findEscapes(before.slice(0, name.index))}"`;
}

/** Finds the escapes of the quote behind a text. Other escapes before it belong to the string that it ends. */
function findEscapes(before: string): string {
  const count = /\\{0,32}$/.exec(before)?.[0].length ?? 0;
  // JSON in JSON doubles them and adds one: 1, 3, 7. Each escaped backslash of the string adds a greater power of two.
  const lowestZero = ~count & (count + 1);
  return '\\'.repeat(lowestZero - 1);
}

/**
 * Finds the quotes that JSON text uses around an item of a list; undefined outside of a list.
 * @param isCut whether the list may have begun before the text in sight
 */
function findQuoteInList(before: string, context: string, isCut: boolean): string | undefined {
  if (!/[[,]\s*$/.test(before)) return undefined;
  const last = context.lastIndexOf('"');
  if (last < 0) return listBefore.test(before) || (isCut && numbersOfList.test(before)) ? '"' : undefined;
  const escapes = findEscapes(context.slice(Math.max(0, last - 32), last));
  const between = context.slice(last + 1);
  // Numbers, `true`, `false`, `null` and signs of JSON: anything else is in a string, and no value.
  if (!/^[-+.\dEtruefalsn,:[\]{}\s]*$/.test(between)) return undefined;
  if (/^\s*[:,\]}]/.test(between)) return `${escapes}"`;
  // The last quote opens a string that is JSON itself: its quotes have one more escape.
  return /^\s*[[{]/.test(between) ? `${escapes}${escapes}\\"` : undefined;
}

/**
 * Finds whether a range is part of a URL before its path, where brackets would break it. A letter, a digit or a bracket beside the range
 * would join a placeholder without brackets, so such a range counts as text.
 */
function findHost(text: string, { start, end }: TextRange, { partial }: ContainerContext): Container {
  const container = { start, end, quote: '', kind: 'text', isOpen: false } as const;
  const before = text.slice(Math.max(0, start - nearCharacters), start);
  if (!/[a-z][a-z\d+.-]*:\/\/[^\s"'<>\\^`{|}/?#]*$/i.test(before) || /[\w[]$/.test(before)) return container;
  if (end === text.length) return { ...container, kind: 'host', isOpen: partial };
  return /[\w\]]/.test(text[end] ?? '') ? container : { ...container, kind: 'host' };
}

/** Matches the beginning of a number at the end of a text. */
const openNumber = new RegExp(`(?:-|-?\\d[${numberCharacters}]*)$`);
const numberCharacter = new RegExp(`[${numberCharacters}]`);

/**
 * Moves the end of releasable text before a number that may go on: its container is decided for the whole number.
 * @param from no text before this offset is held back
 */
export function toNumberBoundary(text: string, end: number, from = 0): number {
  if (end < text.length && !numberCharacter.test(text.charAt(end))) return end;
  const before = text.slice(Math.max(from, end - maximumSideCharacters), end);
  return end - (openNumber.exec(before)?.[0].length ?? 0);
}
