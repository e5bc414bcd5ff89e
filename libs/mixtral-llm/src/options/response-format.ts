import { isObject, type JsonSchema, withoutDialect } from '../grammar/index.js';

/** Describes the format of an answer: any text, any JSON object, or JSON that satisfies a schema. */
export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly schema: JsonSchema;
      readonly name?: string | undefined;
      /** Whether a schema is refused that no grammar can enforce whole. Default false: the rest is checked afterwards. */
      readonly strict?: boolean | undefined;
    };

/** Describes the format of an answer as OpenAI's API and `createAgent` send it. */
export type OpenAiResponseFormat =
  | { readonly type: 'text' | 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly json_schema: {
        readonly name?: string;
        readonly schema?: JsonSchema;
        readonly description?: string;
        readonly strict?: boolean | null;
      };
    };

/** Converts OpenAI's form. Without a schema, any JSON object is accepted. */
export function fromOpenAiResponseFormat(format: OpenAiResponseFormat): ResponseFormat {
  if (format.type !== 'json_schema') return { type: format.type };
  const { name, schema, strict } = format.json_schema;
  if (schema === undefined) return { type: 'json_object' };
  return { type: 'json_schema', schema, name, ...(strict === true && { strict }) };
}

/** Returns the schema of a format; undefined for text. */
export function toFormatSchema(format: ResponseFormat): JsonSchema | undefined {
  if (format.type === 'text') return undefined;
  return format.type === 'json_object' ? { type: 'object' } : format.schema;
}

/**
 * Describes a format to the model. With the grammar alone, the model would not know the schema and would write worse
 * values.
 */
export function formatInstructions(format: ResponseFormat, canCallTools: boolean): string | undefined {
  if (format.type === 'text') return undefined;
  const when = canCallTools ? 'When you call no tool, answer' : 'Answer';
  if (format.type === 'json_object') return `${when} with one JSON object and nothing else.`;
  const schema = isObject(format.schema) ? withoutDialect(format.schema) : format.schema;
  return `${when} with JSON and nothing else. It must match this JSON Schema:\n${JSON.stringify(schema)}`;
}

/** Names a format in errors. */
export function toFormatName(format: ResponseFormat): string {
  return `the response format${format.type === 'json_schema' && format.name !== undefined ? ` "${format.name}"` : ''}`;
}
