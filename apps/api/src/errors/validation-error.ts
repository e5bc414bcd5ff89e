import { OpenAiError } from './openai-error.js';

/** What a schema says about one wrong value; zod adds what else stands here to the standard's two fields. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly expected?: string;
  readonly maximum?: number | bigint;
  readonly errors?: readonly (readonly SchemaIssue[])[];
  /** Of a name that is wrong: what is wrong with it. */
  readonly issues?: readonly SchemaIssue[];
}

/** The first thing that is wrong with a body, as OpenAI would put it: what, and in which field. */
export function validationError(issues: readonly SchemaIssue[]): OpenAiError {
  const { issue, path } = mostSpecific(issues[0] ?? { message: 'is invalid' }, []);
  const unsupported = unsupportedField(issue, path);
  if (unsupported) {
    const param = fieldPath(unsupported);
    return new OpenAiError({
      status: 400,
      type: 'invalid_request_error',
      code: 'unsupported_parameter',
      param,
      message: `The field "${param}" is not supported. Remove it from the request.`,
    });
  }
  const param = fieldPath(path);
  return new OpenAiError({
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_value',
    param: param === '' ? undefined : param,
    message:
      param === ''
        ? `The request body is wrong: ${issue.message}.`
        : `The field "${param}" is wrong: ${issue.message}.`,
  });
}

/** The field that is not supported at all, or at no value but the empty one that clients send unasked. */
function unsupportedField(
  { code, keys, expected, maximum }: SchemaIssue,
  path: readonly PropertyKey[],
): readonly PropertyKey[] | undefined {
  if (code === 'unrecognized_keys' && keys?.[0] !== undefined) return [...path, keys[0]];
  const mustBeNull = code === 'invalid_type' && expected === 'null';
  const mustBeEmpty = code === 'too_big' && maximum === 0;
  return mustBeNull || mustBeEmpty ? path : undefined;
}

/** Of a union's alternatives, the one that got furthest tells most: into the value, or beyond its type. */
function mostSpecific(issue: SchemaIssue, above: readonly PropertyKey[]): { issue: SchemaIssue; path: PropertyKey[] } {
  const path = [...above, ...(issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part))];
  const inner = (issue.errors ?? [])
    .flatMap((alternative) => alternative.slice(0, 1).map((first) => mostSpecific(first, path)))
    .filter((one) => one.path.length > path.length || one.issue.code !== 'invalid_type')
    .sort((a, b) => b.path.length - a.path.length);
  return inner[0] ?? { issue: issue.code === 'invalid_key' ? (issue.issues?.[0] ?? issue) : issue, path };
}

/** Characters of a field's path that an error repeats: its names may be the caller's own. */
const longestPath = 200;

/** `['messages', 0, 'content']` as `messages[0].content`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  const whole = path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
  return whole.length > longestPath ? `${whole.slice(0, longestPath)}…` : whole;
}
