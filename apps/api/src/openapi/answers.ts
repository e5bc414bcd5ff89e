import { requestIdHeader } from '../http/request-id.js';
import { type ErrorCode, type ErrorRow, errorTable } from '../errors/error-table.js';
import { type AnswerHeader, limitHeadersByForm } from './answer-headers.js';
import { groupErrors, moderationErrors, openAiErrorBody, type RouteKind } from './error-answers.js';
import { type JsonSchema, type NamedSchemas, toJsonSchema } from './json-schema.js';
import { type AnswerDescription, type RouteDescription } from './route-description.js';

/** An answer, as OpenAPI has it. */
export interface AnswerObject {
  readonly description: string;
  readonly headers: Readonly<Record<string, object>>;
  readonly content: Readonly<Record<string, object>>;
}

function refer(...names: readonly AnswerHeader[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Lists the answers of a route by status. Their schemas are added to the named ones. */
export function listAnswers(
  route: RouteDescription,
  kind: RouteKind & { readonly isTolerant: boolean },
  components: NamedSchemas,
): Record<string, AnswerObject> {
  const {
    status = 200,
    answer,
    stream,
    headers: own = [],
    errors = [],
    errorBody = openAiErrorBody,
    limitForm = 'openai',
  } = route;
  const error = addSchema(errorBody, components);
  const refused = [...groupErrors(errors, kind)].map(([status, codes]) => [
    `${status}`,
    toErrorAnswer(status, codes, error, own),
  ]);
  const ofTolerance = kind.isTolerant && kind.hasBody ? (['x-leeward-ignored'] as const) : [];
  const ofLimits = kind.isGuarded ? limitHeadersByForm[limitForm] : [];
  const headers = refer(requestIdHeader, ...ofTolerance, ...ofLimits, ...own);
  const content =
    status === 204
      ? {}
      : {
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

function toErrorAnswer(
  status: number,
  codes: readonly ErrorCode[],
  schema: JsonSchema,
  ownHeaders: readonly AnswerHeader[],
): AnswerObject {
  const rows: readonly ErrorRow[] = codes.map((code) => errorTable[code]);
  const mayRetry = rows.some((row) => row.retryAfterSeconds !== undefined || row.status === 429);
  const headers = refer(
    requestIdHeader,
    ...(mayRetry ? (['Retry-After'] as const) : []),
    ...(status === 401 ? (['WWW-Authenticate'] as const) : []),
    ...ownHeaders.filter(
      (name) => name === 'x-leeward-moderation' && codes.some((code) => moderationErrors.includes(code)),
    ),
  );
  const description = `One of the codes ${codes.map((code) => `\`${code}\``).join(', ')}.`;
  return { description, headers, content: { 'application/json': { schema } } };
}
