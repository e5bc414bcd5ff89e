/** An issue of zod, as far as its description needs it. */
interface SchemaIssue {
  readonly code?: string | undefined;
  readonly input?: unknown;
  readonly expected?: unknown;
  readonly values?: readonly unknown[] | undefined;
  readonly minimum?: number | bigint | undefined;
  readonly maximum?: number | bigint | undefined;
  readonly origin?: string | undefined;
  readonly format?: string | undefined;
}

/** The words for types, as JSON and zod name them. */
const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with fields',
  record: 'an object with fields',
  null: 'empty',
};

const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/**
 * Describes an issue of a settings file or a setting in plain words, in place of zod's. Give it to zod as the option `error`.
 * Messages that a schema sets itself go first.
 */
export function describeIssue(issue: SchemaIssue): string | undefined {
  const { code, input, minimum, maximum, origin = '' } = issue;
  if (input === undefined && code !== 'custom') return 'is missing';
  switch (code) {
    case 'invalid_type':
      return `must be ${toNoun(issue.expected)}, and is ${describeInput(input)}${toHint(issue)}`;
    case 'invalid_value':
      return `must be ${listValues(issue.values ?? [])}`;
    case 'too_small':
      return units[origin] === undefined
        ? `must be at least ${minimum}`
        : `must have at least ${minimum}${units[origin]}`;
    case 'too_big':
      return units[origin] === undefined
        ? `must be at most ${maximum}`
        : `must have at most ${maximum}${units[origin]}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'must be a URL, such as https://example.com' : 'has the wrong form';
    case 'invalid_union':
      return 'has none of the forms that it may have';
    default:
      return undefined;
  }
}

function describeInput(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return `${value}`;
  if (value === null) return toNoun('null');
  return toNoun(Array.isArray(value) ? 'array' : typeof value);
}

function toNoun(type: unknown): string {
  return (typeof type === 'string' ? nouns[type] : undefined) ?? `of the type ${type}`;
}

/** YAML reads `1`, `1.0` and `yes` without quotes as something else than a text. */
function toHint({ expected, input }: SchemaIssue): string {
  const needsQuotes = expected === 'string' && (typeof input === 'number' || typeof input === 'boolean');
  return needsQuotes ? ': put it in quotes' : '';
}

function listValues(values: readonly unknown[]): string {
  const list = values.map((value) => JSON.stringify(value)).join(', ');
  return values.length === 1 ? list : `one of ${list}`;
}
