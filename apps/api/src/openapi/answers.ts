import { requestIdHeader } from '../http/request-id.js';
import { type ErrorCode, type ErrorRow, errorTable } from '../errors/error-table.js';
import { groupErrors, openAiErrorBody, type RouteKind } from './error-answers.js';
import { type JsonSchema, type NamedSchemas, toJsonSchema } from './json-schema.js';
import { type AnswerDescription, type RouteDescription } from './route-description.js';

/** An answer, as OpenAPI has it. */
export interface AnswerObject {
  readonly description: string;
  readonly headers: Readonly<Record<string, object>>;
  readonly content: Readonly<Record<string, object>>;
}

/** The headers that an answer can have, as `components.headers` of the document. */
export const answerHeaders = {
  'x-request-id': {
    description: 'The id of the request: the one that the caller sent, or a new one.',
    required: true,
    schema: { type: 'string', maxLength: 64 },
  },
  'x-leeward-ignored': {
    description: 'The fields of the request that were ignored, separated by commas. Absent: there were none.',
    schema: { type: 'string' },
  },
  'x-leeward-repaired': {
    description: 'The messages of the request that were repaired, separated by commas. Absent: there were none.',
    schema: { type: 'string' },
  },
  'x-leeward-moderation': {
    description: 'The outcome of moderation as far as it is known, with stages and categories.',
    schema: { type: 'string' },
  },
  'x-leeward-schema': {
    description: 'Whether the answer satisfies schemas that were checked afterwards. Absent: none was.',
    schema: { type: 'string' },
  },
  'x-leeward-truncated': {
    description: 'The messages that were left out of a conversation that was too long. Absent: there were none.',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'Seconds after which to try again. Absent: another try would fail, too.',
    schema: { type: 'string', pattern: '^\\d+$' },
  },
  'WWW-Authenticate': { description: 'The scheme of the key.', schema: { type: 'string' } },
} as const;

function refer(...names: readonly (keyof typeof answerHeaders)[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Lists the answers of a route by status. Their schemas are added to the named ones. */
export function listAnswers(
  route: RouteDescription,
  kind: RouteKind & { readonly isTolerant: boolean },
  components: NamedSchemas,
): Record<string, AnswerObject> {
  const { status = 200, answer, stream, errors = [], errorBody = openAiErrorBody } = route;
  const error = addSchema(errorBody, components);
  const refused = [...groupErrors(errors, kind)].map(([code, codes]) => [`${code}`, toErrorAnswer(code, codes, error)]);
  const headers = refer(
    requestIdHeader,
    ...(kind.isTolerant ? (['x-leeward-ignored', 'x-leeward-moderation'] as const) : []),
  );
  const content = {
    [answer.contentType ?? 'application/json']: toContent(answer, components),
    ...(stream && { 'text/event-stream': toStreamContent(stream, error, components) }),
  };
  return { [`${status}`]: { description: answer.description, headers, content }, ...Object.fromEntries(refused) };
}

function addSchema(schema: AnswerDescription['schema'], components: NamedSchemas): JsonSchema {
  const converted = toJsonSchema(schema, 'output');
  Object.assign(components, converted.components);
  return converted.schema;
}

function toContent({ schema, example }: AnswerDescription, components: NamedSchemas): object {
  return { schema: addSchema(schema, components), example };
}

/** The schema of a stream is that of each event: OpenAPI 3.1 has no word for it. */
function toStreamContent(
  { description, schema, example }: AnswerDescription,
  error: JsonSchema,
  components: NamedSchemas,
): object {
  const json = [addSchema(schema, components), error].map((contentSchema) => ({
    type: 'string',
    contentMediaType: 'application/json',
    contentSchema,
  }));
  const data = { anyOf: [...json, { const: '[DONE]' }] };
  return {
    schema: { type: 'object', description, required: ['data'], properties: { data } },
    example: { data: JSON.stringify(example) },
  };
}

function toErrorAnswer(status: number, codes: readonly ErrorCode[], schema: JsonSchema): AnswerObject {
  const rows: readonly ErrorRow[] = codes.map((code) => errorTable[code]);
  const mayRetry = rows.some((row) => row.retryAfterSeconds !== undefined || row.status === 429);
  const headers = refer(
    requestIdHeader,
    ...(mayRetry ? (['Retry-After'] as const) : []),
    ...(status === 401 ? (['WWW-Authenticate'] as const) : []),
  );
  const description = `One of the codes ${codes.map((code) => `\`${code}\``).join(', ')}.`;
  return { description, headers, content: { 'application/json': { schema } } };
}
