import { z } from 'zod';
import { boundedList } from '../../../http/schema/bounded-list.js';

/** A JSON Schema. It is checked where it becomes a grammar. */
const jsonSchema = z.record(z.string(), z.unknown());

const functionName = z
  .string()
  .regex(/^[a-zA-Z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, underscores or dashes');

/** A function that the model may call. With `strict`, a schema is refused that no grammar can enforce whole. */
const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: functionName,
    description: z.string().max(100_000).nullish(),
    parameters: jsonSchema.nullish(),
    strict: z.boolean().nullish(),
  }),
});

/** The fields of a request that are about tools. */
export const toolFields = {
  tools: boundedList(tool, { most: 128 }).nullish(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: functionName }) }),
    ])
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
};

/** The form of an answer's text. With `strict`, a schema is refused that no grammar can enforce whole. */
export const responseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['text', 'json_object']) }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: functionName,
      description: z.string().max(100_000).nullish(),
      schema: jsonSchema.nullish(),
      strict: z.boolean().nullish(),
    }),
  }),
]);

/** A checked tool. */
export type RequestTool = z.infer<typeof tool>;

/** A checked response format. */
export type RequestResponseFormat = z.infer<typeof responseFormat>;
