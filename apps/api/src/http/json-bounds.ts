/** How a JSON text may be built. */
export interface JsonBounds {
  /** How deep lists and objects may stand in each other. */
  readonly levels: number;
  /** How many values there may be in all. An empty list or object counts as two. */
  readonly values: number;
}

/**
 * Of every request. Deeper values are refused because nobody writes them by hand, and to walk them takes a stack; more values,
 * because each costs time on the one thread that answers everybody. Two thousand messages in parts, or a hundred tools with four
 * hundred values each, are within it.
 */
export const requestBounds: JsonBounds = { levels: 100, values: 50_000 };

/** Where a JSON text goes beyond a bound. */
export interface JsonExcess {
  readonly bound: keyof JsonBounds;
  /** The names and indices that lead there. */
  readonly path: readonly PropertyKey[];
  /** How far into the text, in bytes. */
  readonly byte: number;
}

const [quote, comma, backslash] = [0x22, 0x2c, 0x5c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A list or an object that is open, and how far it has come. */
interface OpenValue {
  readonly isList: boolean;
  commas: number;
  /** Where its last string of its own begins: in an object, the name of the value that follows. Absent: there was none yet. */
  string?: number;
}

/**
 * The first place where a JSON text goes beyond its bounds, found in one pass over its bytes, before anything is made of it. Whether
 * the text is JSON at all is left to its parser: of one that is not, the answer means nothing.
 *
 * @param text in UTF-8
 */
export function findExcess(text: Uint8Array, bounds: JsonBounds): JsonExcess | undefined {
  const open: OpenValue[] = [];
  let innermost: OpenValue | undefined;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case quote:
        if (innermost) innermost.string = at;
        at = endOfString(text, at);
        continue;
      case closeList:
      case closeObject:
        open.pop();
        innermost = open.at(-1);
        continue;
      case openList:
      case openObject:
        if (open.length === bounds.levels) return { bound: 'levels', path: pathOf(open, text), byte: at };
        innermost = { isList: text[at] === openList, commas: 0 };
        open.push(innermost);
        break;
      case comma:
        if (innermost) innermost.commas++;
        break;
      default:
        continue;
    }
    if (++values > bounds.values) return { bound: 'values', path: pathOf(open, text), byte: at };
  }
  return undefined;
}

/** Where the string ends that begins here, or the text. */
function endOfString(text: Uint8Array, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === backslash) at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

function pathOf(open: readonly OpenValue[], text: Uint8Array): PropertyKey[] {
  return open.flatMap(({ isList, commas, string }) =>
    isList ? commas : string === undefined ? [] : nameAt(text, string),
  );
}

function nameAt(text: Uint8Array, start: number): string {
  try {
    return String(JSON.parse(new TextDecoder().decode(text.subarray(start, endOfString(text, start) + 1))));
  } catch {
    return '?';
  }
}
