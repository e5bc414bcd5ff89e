import { OpenAiError } from './openai-error.js';

/** An issue of a schema with one value. `message` and `path` are of Standard Schema, the other fields are zod's. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly SchemaIssue[])[];
  /** The issues of a name in a record, when the name itself is wrong. */
  readonly issues?: readonly SchemaIssue[];
}

/** Converts the first issue of a body to an error that names the field, as OpenAI's do. */
export function toValidationError(issues: readonly SchemaIssue[]): OpenAiError {
  const { issue, path } = findMostSpecific(issues[0] ?? { message: 'is invalid' }, []);
  const unsupported = findUnsupportedField(issue, path);
  if (unsupported) {
    const param = toFieldPath(unsupported);
    return new OpenAiError('unsupported_parameter', {
      param,
      message: `The field "${param}" is not supported. Remove it from the request.`,
    });
  }
  const param = toFieldPath(path);
  return new OpenAiError('invalid_value', {
    param: param === '' ? undefined : param,
    message:
      param === ''
        ? `The request body is wrong: ${issue.message}.`
        : `The field "${param}" is wrong: ${issue.message}.`,
  });
}

/** Finds a field that the schema does not have. */
function findUnsupportedField(
  { code, keys }: SchemaIssue,
  path: readonly PropertyKey[],
): readonly PropertyKey[] | undefined {
  return code === 'unrecognized_keys' && keys?.[0] !== undefined ? [...path, keys[0]] : undefined;
}

/** Finds the most specific issue of a union: of the alternative with the longest path, or whose type matched. */
function findMostSpecific(
  issue: SchemaIssue,
  above: readonly PropertyKey[],
): { issue: SchemaIssue; path: PropertyKey[] } {
  const path = [...above, ...(issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part))];
  const inner = (issue.errors ?? [])
    .flatMap((alternative) => alternative.slice(0, 1).map((first) => findMostSpecific(first, path)))
    .filter((one) => one.path.length > path.length || one.issue.code !== 'invalid_type')
    .sort((a, b) => b.path.length - a.path.length);
  return inner[0] ?? { issue: issue.code === 'invalid_key' ? (issue.issues?.[0] ?? issue) : issue, path };
}

/** The limit for a field's path in an error, in characters: its names may be the caller's own. */
const maximumPathLength = 200;

/** Writes `['messages', 0, 'content']` as `messages[0].content`. */
export function toFieldPath(path: readonly PropertyKey[]): string {
  const whole = path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${part.toString()}`;
  }, '');
  return whole.length > maximumPathLength ? `${whole.slice(0, maximumPathLength)}…` : whole;
}
