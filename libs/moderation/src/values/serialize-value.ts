import { type Redaction } from '../contract/verdict.js';
import { mergeRedactions } from '../redaction/apply-redactions.js';
import { type TextRange } from '../contract/moderation-input.js';
import { toValueForm, mostParts, UnreadableValueError, type ValuePart } from './value-form.js';

/** The text of a value, and where in it each name, string and number stands, in the order in which they are visited. */
export interface SerializedValue {
  readonly text: string;
  readonly places: readonly TextRange[];
}

/**
 * Writes a value as lines of `name: text`. Deep values need no stack: they are visited with a list of what is left.
 * @param longest Characters after which writing ends: a text that is longer is refused anyway. Default: all are written.
 * @throws {UnreadableValueError} for a value with too many parts.
 */
export function serializeValue(value: unknown, longest = Infinity): SerializedValue {
  let text = '';
  const places: TextRange[] = [];
  const write = (written: string, after: string): void => {
    places.push({ start: text.length, end: text.length + written.length });
    text += written + after;
  };
  const left: ValuePart[] = [{ value }];
  let visited = 0;
  for (let visit = left.pop(); visit !== undefined && text.length <= longest; visit = left.pop()) {
    visited += 1;
    if (visited > mostParts)
      throw new UnreadableValueError(`The value has more than ${String(mostParts)} parts, or contains itself.`);
    if (visit.name !== undefined) write(visit.name, ': ');
    const form = toValueForm(visit.value);
    if (form.kind === 'text') write(form.text, '\n');
    if (form.kind === 'text' || form.kind === 'empty') continue;
    // One by one: a call takes no hundred thousand arguments.
    for (const part of form.parts.toReversed()) left.push(part);
  }
  // One text alone is that text: what follows it is not its own.
  return places.length === 1 && typeof value === 'string' ? { text: value, places } : { text, places };
}

/**
 * The value with redactions of its rendered text put in place; a number that holds one becomes a string, and an object of a class
 * a plain one.
 */
export function redactValue(
  value: unknown,
  { text, places }: SerializedValue,
  redactions: readonly Redaction[],
): unknown {
  const merged = mergeRedactions(redactions);
  const replaced: string[] = [];
  let next = 0;
  for (const { start, end } of places) {
    while ((merged[next]?.end ?? Infinity) <= start) next += 1;
    let written = '';
    let position = start;
    for (let index = next; (merged[index]?.start ?? Infinity) < end; index += 1) {
      const redaction = merged[index];
      if (redaction === undefined) break;
      // Of a passage that reaches over several places the first shows the placeholder, the others lose their part.
      written +=
        text.slice(position, Math.max(position, redaction.start)) +
        (redaction.start >= start ? redaction.replacement : '');
      position = Math.min(end, redaction.end);
    }
    replaced.push(written + text.slice(position, end));
  }
  let place = 0;
  const take = (original: unknown, read: string): unknown => {
    const written = replaced[place] ?? '';
    place += 1;
    return written === read ? original : written;
  };
  return rebuild(value, take);
}

/** Visits in the same order as `renderValue`, with a list of what is left in place of a stack. */
function rebuild(value: unknown, take: (original: unknown, read: string) => unknown): unknown {
  const root: unknown[] = [];
  const left: (ValuePart & { readonly put: (rebuilt: unknown, name?: string) => void })[] = [
    { value, put: (rebuilt) => root.push(rebuilt) },
  ];
  for (let visit = left.pop(); visit !== undefined; visit = left.pop()) {
    const name = visit.name === undefined ? undefined : String(take(visit.name, visit.name));
    const form = toValueForm(visit.value);
    if (form.kind === 'list' || form.kind === 'record') {
      const list: unknown[] = [];
      const record: Record<string, unknown> = {};
      const isList = form.kind === 'list';
      const put = isList
        ? (rebuilt: unknown): number => list.push(rebuilt)
        : (rebuilt: unknown, key = ''): void => {
            // Not an assignment: `__proto__` is a name like any other.
            Object.defineProperty(record, key, {
              value: rebuilt,
              enumerable: true,
              configurable: true,
              writable: true,
            });
          };
      visit.put(isList ? list : record, name);
      for (const part of form.parts.toReversed()) left.push({ ...part, put });
    } else {
      visit.put(form.kind === 'text' ? take(visit.value, form.text) : visit.value, name);
    }
  }
  return root[0];
}
