import { type TextRange } from '../contract/moderation-input.js';
import { type Redaction } from '../contract/verdict.js';
import { mergeRedactions } from '../redaction/apply-redactions.js';
import { toNumberReplacement, toPartReplacement } from '../redaction/replacement.js';
import { type ValueKeeper } from '../contract/value-keeper.js';
import { maximumParts, toValueForm, UnreadableValueError, type ValuePart } from './value-form.js';

/** The text of a value. */
export interface SerializedValue {
  readonly text: string;
  /** The ranges of each name, string and number in the text, in the order in which they are visited. */
  readonly ranges: readonly TextRange[];
}

/**
 * Writes a value as lines of `name: text`. It does not recurse, so that deep values do not overflow the stack.
 * @param maximumCharacters Writing ends soon after, because a longer text is refused anyway. Default: no limit.
 * @throws {UnreadableValueError} for a value with more than 1,000,000 parts, or one that contains itself.
 */
export function serializeValue(value: unknown, maximumCharacters = Infinity): SerializedValue {
  let text = '';
  const ranges: TextRange[] = [];
  const write = (written: string, after: string): void => {
    ranges.push({ start: text.length, end: text.length + written.length });
    text += written + after;
  };
  const remaining: ValuePart[] = [{ value }];
  let visited = 0;
  for (let visit = remaining.pop(); visit !== undefined && text.length <= maximumCharacters; visit = remaining.pop()) {
    visited += 1;
    if (visited > maximumParts) {
      throw new UnreadableValueError(`The value has more than ${maximumParts} parts, or contains itself.`);
    }
    if (visit.name !== undefined) write(visit.name, ': ');
    const form = toValueForm(visit.value);
    if (form.kind === 'text') write(form.text, '\n');
    if (form.kind === 'text' || form.kind === 'empty') continue;
    // Pushed one by one: hundreds of thousands of arguments in one call overflow the stack.
    for (const part of form.parts.toReversed()) remaining.push(part);
  }
  // A string alone is its own text, without the end of line.
  return ranges.length === 1 && typeof value === 'string' ? { text: value, ranges } : { text, ranges };
}

/**
 * Applies the redactions of a serialized value to the value itself, and keeps its structure. A number with a redaction becomes the
 * placeholder alone, as a string, and a class instance becomes a plain object.
 * @param vault keeps redacted numbers, so that they can be restored as numbers
 */
export function redactValue(
  value: unknown,
  { text, ranges }: SerializedValue,
  redactions: readonly Redaction[],
  vault?: ValueKeeper,
): unknown {
  const replaced = redactRanges(text, ranges, mergeRedactions(redactions), vault);
  let next = 0;
  return mapValue(value, (original, read) => {
    const { written = '', replacement = '' } = replaced[next] ?? {};
    next += 1;
    if (written === read) return original;
    const isNumber = typeof original === 'number' || typeof original === 'bigint';
    return isNumber ? toNumberReplacement(replacement, original, vault) : written;
  });
}

/** The text of a range with redactions applied. */
interface RedactedRange {
  readonly written: string;
  /** The replacement of the first redaction in it. */
  readonly replacement: string;
}

/** Gives the text of each range with redactions applied. Both lists are ascending. */
function redactRanges(
  text: string,
  ranges: readonly TextRange[],
  redactions: readonly Redaction[],
  vault: ValueKeeper | undefined,
): readonly RedactedRange[] {
  let first = 0;
  return ranges.map(({ start, end }) => {
    while ((redactions[first]?.end ?? Infinity) <= start) first += 1;
    let written = '';
    let position = start;
    for (let index = first; (redactions[index]?.start ?? Infinity) < end; index += 1) {
      const redaction = redactions[index];
      if (redaction === undefined) break;
      const from = Math.max(position, redaction.start);
      const to = Math.min(end, redaction.end);
      const isWhole = redaction.start >= start && redaction.end <= end;
      // When one redaction covers several ranges, the first gets the replacement, and the others lose the covered part.
      const replacement = redaction.start >= start ? redaction.replacement : '';
      const part = isWhole ? undefined : toPartReplacement(redaction.replacement, text.slice(from, to), vault);
      written += text.slice(position, from) + (part ?? replacement);
      position = to;
    }
    return { written: written + text.slice(position, end), replacement: redactions[first]?.replacement ?? '' };
  });
}

/**
 * Rebuilds a value with each of its names, strings and numbers replaced, in the order in which `serializeValue` visits them. Its structure
 * is kept, and a class instance becomes a plain object.
 */
export function mapValue(value: unknown, replace: (original: unknown, read: string) => unknown): unknown {
  const root: unknown[] = [];
  const remaining: (ValuePart & { readonly put: (rebuilt: unknown, name?: string) => void })[] = [
    { value, put: (rebuilt) => root.push(rebuilt) },
  ];
  for (let visit = remaining.pop(); visit !== undefined; visit = remaining.pop()) {
    const name = visit.name === undefined ? undefined : String(replace(visit.name, visit.name));
    const form = toValueForm(visit.value);
    if (form.kind === 'list' || form.kind === 'record') {
      const { built, put } = form.kind === 'list' ? buildList() : buildRecord();
      visit.put(built, name);
      for (const part of form.parts.toReversed()) remaining.push({ ...part, put });
    } else {
      visit.put(form.kind === 'text' ? replace(visit.value, form.text) : visit.value, name);
    }
  }
  return root[0];
}

/** Builds a list or a record, part by part. */
interface ValueBuilder {
  readonly built: object;
  readonly put: (part: unknown, name?: string) => void;
}

function buildList(): ValueBuilder {
  const list: unknown[] = [];
  return { built: list, put: (part) => void list.push(part) };
}

function buildRecord(): ValueBuilder {
  const record: Record<string, unknown> = {};
  const put = (value: unknown, name = ''): void => {
    // An assignment to `__proto__` would change the prototype instead.
    Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
  };
  return { built: record, put };
}
