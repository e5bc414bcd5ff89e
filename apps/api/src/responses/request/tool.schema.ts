import { z } from 'zod';
import { boundedList } from '../../http/schema/bounded-list.js';

/** The limit for the tools of a request. */
const maximumTools = 128;

const functionName = z
  .string()
  .regex(/^[a-zA-Z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, underscores or dashes');

const jsonSchema = z.record(z.string(), z.unknown());

/** A function that the caller runs. Tools that OpenAI runs itself have another `type`. */
const tool = z.strictObject({
  type: z.literal(
    'function',
    'must be "function": the server has no tools of its own, such as a search; run them yourself',
  ),
  name: functionName,
  description: z.string().max(100_000).nullish(),
  parameters: jsonSchema.nullish(),
  strict: z.boolean().nullish(),
});

const namedTool = z.strictObject({ type: z.literal('function'), name: functionName });

/** The choice of a tool. */
const toolChoice = z.union(
  [
    z.enum(['none', 'auto', 'required']),
    namedTool,
    z.strictObject({
      type: z.literal('allowed_tools'),
      mode: z.enum(['auto', 'required']),
      tools: boundedList(namedTool, { least: 1, most: maximumTools }),
    }),
  ],
  'must be "none", "auto", "required", one function, or "allowed_tools"',
);

/** The fields of a request that are about tools. */
export const toolFields = {
  tools: boundedList(tool, { most: maximumTools }).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
};

/** The form of an answer's text. */
export const textFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['text', 'json_object']) }),
  z.strictObject({
    type: z.literal('json_schema'),
    name: functionName,
    description: z.string().max(100_000).nullish(),
    schema: jsonSchema,
    strict: z.boolean().nullish(),
  }),
]);

/** A checked tool. */
export type ResponseTool = z.infer<typeof tool>;

/** A checked choice of a tool. */
export type ResponseToolChoice = z.infer<typeof toolChoice>;

/** A checked form of an answer's text. */
export type TextFormat = z.infer<typeof textFormat>;
