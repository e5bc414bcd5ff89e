import { mergeRedactions, type Redaction } from './apply-redactions.js';
import { type TextRange } from './stage.js';

/** The text of a value, and where in it each name, string and number stands, in the order in which they are visited. */
export interface RenderedValue {
  readonly text: string;
  readonly places: readonly TextRange[];
}

/**
 * Writes a value as lines of `name: text`. Deep values need no stack: they are visited with a list of what is left.
 */
export function renderValue(value: unknown): RenderedValue {
  let text = '';
  const places: TextRange[] = [];
  const write = (written: string, after: string): void => {
    places.push({ start: text.length, end: text.length + written.length });
    text += written + after;
  };
  const left: Visit[] = [{ value }];
  for (let visit = left.pop(); visit !== undefined; visit = left.pop()) {
    if (visit.name !== undefined) write(visit.name, ': ');
    if (isContainer(visit.value)) left.push(...childrenOf(visit.value).toReversed());
    else if (isWritten(visit.value)) write(String(visit.value), '\n');
  }
  // One text alone is that text: what follows it is not its own.
  return places.length === 1 && typeof value === 'string' ? { text: value, places } : { text, places };
}

/** The value with redactions of its rendered text put in place; a number that holds one becomes a string. */
export function replaceInValue(value: unknown, { text, places }: RenderedValue, redactions: readonly Redaction[]): unknown {
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
      written += text.slice(position, Math.max(position, redaction.start)) + (redaction.start >= start ? redaction.replacement : '');
      position = Math.min(end, redaction.end);
    }
    replaced.push(written + text.slice(position, end));
  }
  let place = 0;
  const take = (original: unknown): unknown => {
    const written = replaced[place] ?? '';
    place += 1;
    return written === String(original) ? original : written;
  };
  return rebuild(value, take);
}

interface Visit {
  readonly name?: string;
  readonly value: unknown;
}

type Container = readonly unknown[] | Readonly<Record<string, unknown>>;

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function isWritten(value: unknown): value is string | number | bigint {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
}

function childrenOf(container: Container): readonly Visit[] {
  if (Array.isArray(container)) return container.map((value: unknown) => ({ value }));
  return Object.entries(container).map(([name, value]) => ({ name, value }));
}

/** Visits in the same order as `renderValue`, with a list of what is left in place of a stack. */
function rebuild(value: unknown, take: (original: unknown) => unknown): unknown {
  const root: unknown[] = [];
  const left: (Visit & { readonly put: (rebuilt: unknown, name?: string) => void })[] = [{ value, put: (rebuilt) => root.push(rebuilt) }];
  for (let visit = left.pop(); visit !== undefined; visit = left.pop()) {
    const name = visit.name === undefined ? undefined : String(take(visit.name));
    if (isContainer(visit.value)) {
      const isList = Array.isArray(visit.value);
      const list: unknown[] = [];
      const record: Record<string, unknown> = {};
      const put = isList
        ? (rebuilt: unknown): number => list.push(rebuilt)
        : (rebuilt: unknown, key = ''): void => {
            // Not an assignment: `__proto__` is a name like any other.
            Object.defineProperty(record, key, { value: rebuilt, enumerable: true, configurable: true, writable: true });
          };
      visit.put(isList ? list : record, name);
      left.push(...childrenOf(visit.value).toReversed().map((child) => ({ ...child, put })));
    } else {
      visit.put(isWritten(visit.value) ? take(visit.value) : visit.value, name);
    }
  }
  return root[0];
}
