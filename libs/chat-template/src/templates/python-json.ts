/**
 * Rewrites JSON as Python's `json.dumps(json.loads(text), ensure_ascii=False)` does. Mistral's models were trained on it:
 * a space after `,` and `:`, numbers as Python prints them, and the last of several values of one key.
 *
 * @returns `undefined` when Python does not accept the text as JSON. It accepts `NaN`, `Infinity` and `-Infinity`.
 */
export function toPythonJson(text: string): string | undefined {
  const tokens = tokenize(text);
  return tokens && isJson(tokens) ? writeTokens(tokens) : undefined;
}

/** Writes text as a JSON string, as Python does. */
export function toPythonString(text: string): string {
  return JSON.stringify(text.toWellFormed());
}

const scalar = /[-+.\w]+/y;

/** Splits JSON into strings, scalars and punctuation, without the white space between them. */
function tokenize(text: string): string[] | undefined {
  const tokens: string[] = [];
  let position = 0;
  while (position < text.length) {
    const character = text.charAt(position);
    let end = position + 1;
    if (character === '"') end = findStringEnd(text, position);
    else if (!'[]{},: \t\n\r'.includes(character)) {
      scalar.lastIndex = position;
      if (!scalar.test(text)) return undefined;
      end = scalar.lastIndex;
    }
    if (!' \t\n\r'.includes(character)) tokens.push(text.slice(position, end));
    position = end;
  }
  return tokens;
}

function findStringEnd(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length && text.charAt(position) !== '"') position += text.charAt(position) === '\\' ? 2 : 1;
  return position + 1;
}

/** Numbers that Python accepts and JSON does not have. */
const pythonNumbers = new Set(['NaN', 'Infinity', '-Infinity']);

function isJson(tokens: readonly string[]): boolean {
  try {
    JSON.parse(tokens.map((token) => (pythonNumbers.has(token) ? '0' : token)).join(' '));
    return true;
  } catch {
    return false;
  }
}

/** Describes an array or an object that is not complete yet. */
interface Container {
  readonly isObject: boolean;
  /** Written values: of an array by index, of an object by key, in the order of first occurrence. */
  readonly values: Map<string | number, string>;
  key?: string | undefined;
}

/** Writes JSON tokens. Deeply nested input must not overflow the stack or take quadratic time: no recursion, no `join`. */
function writeTokens(tokens: readonly string[]): string {
  const root: Container = { isObject: false, values: new Map() };
  const open: Container[] = [];
  let container = root;
  for (const token of tokens) {
    if (token === ',' || token === ':') continue;
    if (token === '{' || token === '[') {
      open.push(container);
      container = { isObject: token === '{', values: new Map() };
    } else if (token === '}' || token === ']') {
      const value = writeContainer(container);
      container = open.pop() ?? root;
      add(container, value);
    } else if (container.isObject && container.key === undefined) container.key = writeScalar(token);
    else add(container, writeScalar(token));
  }
  return root.values.get(0) ?? '';
}

function add(container: Container, value: string): void {
  container.values.set(container.key ?? container.values.size, value);
  container.key = undefined;
}

function writeContainer({ isObject, values }: Container): string {
  let text = '';
  for (const [key, value] of values) {
    if (text !== '') text += ', ';
    text += isObject ? `${key}: ${value}` : value;
  }
  return isObject ? `{${text}}` : `[${text}]`;
}

function writeScalar(token: string): string {
  if (token.startsWith('"')) return toPythonString(JSON.parse(token) as string);
  if (token === '-0') return '0';
  return /^-?\d+[.eE]/.test(token) ? writeFloat(Number(token)) : token;
}

/** Writes a float as Python's `repr`: the shortest digits, with a two-digit exponent below 1e-4 and from 1e16 on. */
function writeFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const scientific = value.toExponential();
  const exponent = Number(scientific.slice(scientific.indexOf('e') + 1));
  if (exponent < -4 || exponent >= 16) return scientific.replace(/(e[+-])(\d)$/, '$10$2');
  const fixed = String(value);
  return fixed.includes('.') ? fixed : `${fixed}.0`;
}
