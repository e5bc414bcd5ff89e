import { type ModerationSource } from '../contract/moderation-input.js';
import { type ModerateOptions, type Moderator } from '../moderator/moderator.js';
import { applyVerdictToRange } from '../redaction/apply-redactions.js';
import { assertReleasable } from '../values/moderate-or-throw.js';

/** A message and the texts before it, to be moderated together. */
export interface ViewInput extends ModerationSource {
  readonly text: ViewedText;
  /** The texts of earlier messages, the latest last. */
  readonly earlier: readonly ViewedText[];
}

/** The text of a message in the view. */
export interface ViewedText {
  /** The text; or the strings of a value, in their order. */
  readonly parts: readonly string[];
  /** Whether the message is one plain text, in which passages can be replaced. */
  readonly isPlain: boolean;
}

/** Lines of their own are for sentences that go on; nothing between is for words, numbers and keys. */
const separators = ['\n', ''] as const;

/**
 * Moderates a message together with earlier ones, and the strings of a value together. Finds what is split over them and ends in the
 * message. Redactions are applied to the message only; a value in which something would be redacted is blocked.
 * @returns the text with redactions applied; undefined for a value, which stays as it is.
 * @throws {ContentRefusedError} when the message must not be released.
 */
export async function moderateView(
  moderator: Moderator,
  { text: { parts, isPlain }, earlier, ...source }: ViewInput,
  options: ModerateOptions = {},
): Promise<string | undefined> {
  const { limits, conversation } = moderator.policy;
  let current = parts;
  for (const separator of separators) {
    const written = current.join(separator);
    const room = Math.max(0, limits.maximumCharacters - written.length);
    const before = writeEarlier(earlier, separator, Math.min(conversation.maximumCharacters, room));
    if (written === '' || (before === '' && parts.length < 2)) continue;
    const input = { ...source, text: `${before}${written}`, moderatedTo: before.length, isRedactable: isPlain };
    const verdict = await moderator.moderate(input, options);
    assertReleasable(verdict);
    if (isPlain) {
      current = [applyVerdictToRange(input.text, verdict, { start: before.length, end: input.text.length })];
    }
  }
  return isPlain ? current.join('') : undefined;
}

/** Writes the end of the earlier texts, each with the separator behind it. */
function writeEarlier(earlier: readonly ViewedText[], separator: string, maximumCharacters: number): string {
  const written = earlier.map(({ parts }) => `${parts.join(separator)}${separator}`).join('');
  return written.slice(Math.max(0, written.length - maximumCharacters));
}

/** Reads a message for the view: a plain text, or the strings of a value, of JSON text too. Numbers and names are left out. */
export function toViewedText(value: unknown): ViewedText {
  if (typeof value === 'string') {
    const parsed = parseJson(value);
    return parsed === undefined ? { parts: [value], isPlain: true } : { parts: listStrings(parsed), isPlain: false };
  }
  return { parts: listStrings(value), isPlain: false };
}

/** Lists the strings of a value in their order, without recursion. */
function listStrings(value: unknown): readonly string[] {
  const strings: string[] = [];
  const seen = new Set<object>();
  const remaining: unknown[] = [value];
  while (remaining.length > 0) {
    const next = remaining.pop();
    if (typeof next === 'string') strings.push(next);
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    for (const inner of Object.values(next).toReversed() as unknown[]) remaining.push(inner);
  }
  return strings;
}

/** Parses the JSON text of an object or a list; undefined for any other text. */
function parseJson(text: string): object | undefined {
  if (!/^\s{0,100}[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
