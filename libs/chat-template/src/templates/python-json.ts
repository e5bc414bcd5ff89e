/**
 * JSON as Python's `json.dumps(json.loads(text), ensure_ascii=False)` writes it, which Mistral's models were trained on: a
 * space after `,` and `:`, numbers as Python prints them, and the last of several values of one key.
 *
 * @returns nothing when Python would not take the text for JSON. It takes `NaN`, `Infinity` and `-Infinity`.
 */
export function pythonJson(text: string): string | undefined {
  const tokens = tokensOf(text);
  return tokens && isJson(tokens) ? written(tokens) : undefined;
}

/** The text as a JSON string, as Python writes it. */
export function pythonString(text: string): string {
  return JSON.stringify(text.toWellFormed());
}

const scalar = /[-+.\w]+/y;

/** Strings, scalars and punctuation, without the white space between them. */
function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  let position = 0;
  while (position < text.length) {
    const character = text.charAt(position);
    let end = position + 1;
    if (character === '"') end = endOfString(text, position);
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

function endOfString(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length && text.charAt(position) !== '"') position += text.charAt(position) === '\\' ? 2 : 1;
  return position + 1;
}

/** Numbers that Python reads and JSON does not have. */
const pythonNumbers = new Set(['NaN', 'Infinity', '-Infinity']);

function isJson(tokens: readonly string[]): boolean {
  try {
    JSON.parse(tokens.map((token) => (pythonNumbers.has(token) ? '0' : token)).join(' '));
    return true;
  } catch {
    return false;
  }
}

/** An array or an object that is not complete yet. */
interface Container {
  readonly isObject: boolean;
  /** Written values; those of an object by their key, at the place of its first one. */
  readonly values: Map<string | number, string>;
  key?: string | undefined;
}

/** Without recursion, and with `+` instead of `join`: whoever nests deeply gets no deep stack and no quadratic time. */
function written(tokens: readonly string[]): string {
  const root: Container = { isObject: false, values: new Map() };
  const open: Container[] = [];
  let container = root;
  for (const token of tokens) {
    if (token === ',' || token === ':') continue;
    if (token === '{' || token === '[') {
      open.push(container);
      container = { isObject: token === '{', values: new Map() };
    } else if (token === '}' || token === ']') {
      const value = writtenContainer(container);
      container = open.pop() ?? root;
      add(container, value);
    } else if (container.isObject && container.key === undefined) container.key = writtenScalar(token);
    else add(container, writtenScalar(token));
  }
  return root.values.get(0) ?? '';
}

function add(container: Container, value: string): void {
  container.values.set(container.key ?? container.values.size, value);
  container.key = undefined;
}

function writtenContainer({ isObject, values }: Container): string {
  let text = '';
  for (const [key, value] of values) {
    if (text !== '') text += ', ';
    text += isObject ? `${key}: ${value}` : value;
  }
  return isObject ? `{${text}}` : `[${text}]`;
}

function writtenScalar(token: string): string {
  if (token.startsWith('"')) return pythonString(JSON.parse(token) as string);
  if (token === '-0') return '0';
  return /^-?\d+[.eE]/.test(token) ? pythonFloat(Number(token)) : token;
}

/** Python's `repr` of a float: the shortest digits, with an exponent of two digits below 1e-4 and from 1e16 on. */
function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const scientific = value.toExponential();
  const exponent = Number(scientific.slice(scientific.indexOf('e') + 1));
  if (exponent < -4 || exponent >= 16) return scientific.replace(/(e[+-])(\d)$/, '$10$2');
  const fixed = String(value);
  return fixed.includes('.') ? fixed : `${fixed}.0`;
}
