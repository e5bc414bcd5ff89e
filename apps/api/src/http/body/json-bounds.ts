/** Bounds for the structure of a JSON text. */
interface JsonBounds {
  /** The limit for lists and objects inside each other. */
  readonly levels: number;
  /** The limit for values in all. An empty list or object counts as two, because brackets and commas are counted. */
  readonly values: number;
}

/**
 * The bounds of every request.
 *
 * Deeper values are refused because walking them takes a stack; more values, because each costs time on the one thread that
 * answers all callers. Two thousand messages in parts, or a hundred tools with four hundred values each, are within them.
 */
export const requestBounds: JsonBounds = { levels: 100, values: 50_000 };

/** The location at which a JSON text goes beyond a bound. */
export interface JsonExcess {
  readonly bound: keyof JsonBounds;
  /** The names and indices that lead there. */
  readonly path: readonly PropertyKey[];
  /** The offset in the text, in bytes. */
  readonly byte: number;
}

const [quote, comma, backslash] = [0x22, 0x2c, 0x5c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A list or an object that is open, and the position in it. */
interface OpenValue {
  readonly isList: boolean;
  commas: number;
  /** Offset of its latest string: in an object, the name of the value that follows. Absent: there was none yet. */
  string?: number;
}

/**
 * Finds the first location at which a JSON text goes beyond its bounds, before it is parsed.
 *
 * It takes one pass over the bytes, and does not check that the text is JSON. For another text the result has no meaning,
 * but the parser refuses that text.
 *
 * @param text in UTF-8
 */
export function findExcess(text: Uint8Array, bounds: JsonBounds): JsonExcess | undefined {
  const open: OpenValue[] = [];
  let innermost: OpenValue | undefined;
  let values = 0;
  for (let offset = 0; offset < text.length; offset++) {
    switch (text[offset]) {
      case quote:
        if (innermost) innermost.string = offset;
        offset = findStringEnd(text, offset);
        continue;
      case closeList:
      case closeObject:
        open.pop();
        innermost = open.at(-1);
        continue;
      case openList:
      case openObject:
        if (open.length === bounds.levels) return { bound: 'levels', path: toPath(open, text), byte: offset };
        innermost = { isList: text[offset] === openList, commas: 0 };
        open.push(innermost);
        break;
      case comma:
        if (innermost) innermost.commas++;
        break;
      default:
        continue;
    }
    if (++values > bounds.values) return { bound: 'values', path: toPath(open, text), byte: offset };
  }
  return undefined;
}

/** Finds the end of the string that begins here, or the end of the text. */
function findStringEnd(text: Uint8Array, start: number): number {
  for (let offset = start + 1; offset < text.length; offset++) {
    if (text[offset] === backslash) offset++;
    else if (text[offset] === quote) return offset;
  }
  return text.length;
}

function toPath(open: readonly OpenValue[], text: Uint8Array): PropertyKey[] {
  return open.flatMap(({ isList, commas, string }) =>
    isList ? commas : string === undefined ? [] : readName(text, string),
  );
}

function readName(text: Uint8Array, start: number): string {
  try {
    return String(JSON.parse(new TextDecoder().decode(text.subarray(start, findStringEnd(text, start) + 1))));
  } catch {
    return '?';
  }
}
