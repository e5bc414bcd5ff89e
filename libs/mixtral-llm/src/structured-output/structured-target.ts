import { type SerializableSchema, isSerializableSchema } from '@langchain/core/utils/standard_schema';
import { toJsonSchema, Validator } from '@langchain/core/utils/json_schema';
import {
  getSchemaDescription,
  interopSafeParseAsync,
  type InteropZodType,
  isInteropZodSchema,
} from '@langchain/core/utils/types';
import { isObject, type JsonSchema } from '../grammar/schema/json-schema.js';

/** A schema of zod, of any library with the standard interfaces, or JSON Schema (alone, or as the parameters of an OpenAI function). */
export type StructuredSchema<Output extends Record<string, unknown>> =
  InteropZodType<Output> | SerializableSchema<Output> | Record<string, unknown>;

/** Either the value, which a schema may have transformed, or what is wrong with it. */
export type Validation<Output> = { readonly value: Output } | { readonly problem: string };

/** What an answer is to be. */
export interface StructuredTarget<Output> {
  /** For tools and formats, which have names. */
  readonly name: string;
  readonly description?: string | undefined;
  readonly jsonSchema: JsonSchema;
  validate(value: unknown): Promise<Validation<Output>>;
}

/** @param name in place of the schema's own */
export function structuredTarget<Output extends Record<string, unknown>>(
  schema: StructuredSchema<Output>,
  name?: string,
): StructuredTarget<Output> {
  if (isInteropZodSchema(schema))
    return targetOf(schema, name, (value) => validateByZod(schema as InteropZodType<Output>, value));
  if (isSerializableSchema(schema))
    return targetOf(schema, name, (value) => validateByStandard(schema as SerializableSchema<Output>, value));
  const isFunction = typeof schema['name'] === 'string' && isObject(schema['parameters']);
  const jsonSchema = (isFunction ? schema['parameters'] : schema) as JsonSchema & Record<string, unknown>;
  return {
    name: name ?? nameOf(isFunction ? schema['name'] : jsonSchema['title']),
    description: textOf(isFunction ? schema['description'] : jsonSchema['description']),
    jsonSchema,
    validate: async (value) => validateByJsonSchema(jsonSchema, value),
  };
}

function targetOf<Output>(
  schema: unknown,
  name: string | undefined,
  validate: StructuredTarget<Output>['validate'],
): StructuredTarget<Output> {
  const jsonSchema = toJsonSchema(schema as InteropZodType) as JsonSchema & Record<string, unknown>;
  return {
    name: name ?? nameOf(jsonSchema['title']),
    description: getSchemaDescription(schema as InteropZodType),
    jsonSchema,
    validate,
  };
}

/** What tools may be called. A title with other characters is for people. */
function nameOf(title: unknown): string {
  return typeof title === 'string' && /^[\w-]{1,64}$/.test(title) ? title : 'extract';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

async function validateByZod<Output>(schema: InteropZodType<Output>, value: unknown): Promise<Validation<Output>> {
  const result = await interopSafeParseAsync(schema, value);
  return result.success ? { value: result.data } : { problem: problemOf(result.error.issues) };
}

async function validateByStandard<Output>(
  schema: SerializableSchema<Output>,
  value: unknown,
): Promise<Validation<Output>> {
  const result = await schema['~standard'].validate(value);
  return result.issues ? { problem: problemOf(result.issues) } : { value: result.value as Output };
}

function validateByJsonSchema<Output>(schema: JsonSchema, value: unknown): Validation<Output> {
  const { valid, errors } = new Validator(schema as object, '2020-12').validate(value);
  return valid
    ? { value: value as Output }
    : { problem: errors.map(({ error, instanceLocation }) => `${error} (at ${instanceLocation})`).join('; ') };
}

interface Issue {
  readonly message: string;
  readonly path?: readonly unknown[] | undefined;
}

function problemOf(issues: readonly Issue[]): string {
  const places = (path: readonly unknown[]) =>
    path.map((step) => `/${String(isObject(step) ? step['key'] : step)}`).join('');
  return issues.map(({ message, path = [] }) => `${message} (at #${places(path)})`).join('; ');
}
