import { isObject, type JsonSchema, withoutDialect } from '../grammar/schema/json-schema.js';

/** What form an answer has: any text, any JSON object, or JSON that a schema allows. */
export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json_object' }
  | { readonly type: 'json_schema'; readonly schema: JsonSchema; readonly name?: string | undefined };

/** The same as OpenAI's API has it; `createAgent` sends it, too. `strict` makes no difference: answers are always held to the schema. */
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

/** OpenAI's form as ours. Without a schema, any JSON object will do. */
export function fromOpenAiResponseFormat(format: OpenAiResponseFormat): ResponseFormat {
  if (format.type !== 'json_schema') return { type: format.type };
  const { name, schema } = format.json_schema;
  return schema === undefined ? { type: 'json_object' } : { type: 'json_schema', schema, name };
}

/** The schema that holds an answer to its form; none for text. */
export function toFormatSchema(format: ResponseFormat): JsonSchema | undefined {
  if (format.type === 'text') return undefined;
  return format.type === 'json_object' ? { type: 'object' } : format.schema;
}

/** What the model is told of the form. A grammar alone would hold it to a schema that it does not know. */
export function formatInstructions(format: ResponseFormat, canCallTools: boolean): string | undefined {
  if (format.type === 'text') return undefined;
  const when = canCallTools ? 'When you call no tool, answer' : 'Answer';
  if (format.type === 'json_object') return `${when} with one JSON object and nothing else.`;
  return `${when} with JSON and nothing else. It must match this JSON Schema:\n${JSON.stringify(isObject(format.schema) ? withoutDialect(format.schema) : format.schema)}`;
}

/** What a format is called in errors. */
export function toFormatName(format: ResponseFormat): string {
  return `the response format${format.type === 'json_schema' && format.name !== undefined ? ` "${format.name}"` : ''}`;
}
