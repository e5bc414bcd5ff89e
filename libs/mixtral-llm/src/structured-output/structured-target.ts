import { type SerializableSchema, isSerializableSchema } from '@langchain/core/utils/standard_schema';
import { toJsonSchema, Validator } from '@langchain/core/utils/json_schema';
import {
  getSchemaDescription,
  interopSafeParseAsync,
  type InteropZodType,
  isInteropZodSchema,
} from '@langchain/core/utils/types';
import { isObject, type JsonSchema } from '../grammar/index.js';

/**
 * Describes a schema: of zod, of a library with the Standard Schema interfaces, or JSON Schema, alone or in an OpenAI
 * function.
 */
export type StructuredSchema<Output extends Record<string, unknown>> =
  InteropZodType<Output> | SerializableSchema<Output> | Record<string, unknown>;

/** Holds the valid value, which a schema may have transformed, or the problem with it. */
type Validation<Output> = { readonly value: Output } | { readonly problem: string };

/** Describes the value that an answer must be. */
export interface StructuredTarget<Output> {
  /** Name of the tool or format. */
  readonly name: string;
  readonly description?: string | undefined;
  readonly jsonSchema: JsonSchema;
  validate(value: unknown): Promise<Validation<Output>>;
}

/** Reads name, description and JSON Schema of a schema. @param name name in place of the schema's own */
export function toStructuredTarget<Output extends Record<string, unknown>>(
  schema: StructuredSchema<Output>,
  name?: string,
): StructuredTarget<Output> {
  if (isInteropZodSchema(schema))
    return fromSchemaLibrary(schema, name, (value) => validateByZod(schema as InteropZodType<Output>, value));
  if (isSerializableSchema(schema))
    return fromSchemaLibrary(schema, name, (value) => validateByStandard(schema as SerializableSchema<Output>, value));
  const isFunction = typeof schema['name'] === 'string' && isObject(schema['parameters']);
  const jsonSchema = (isFunction ? schema['parameters'] : schema) as JsonSchema & Record<string, unknown>;
  return {
    name: name ?? toToolName(isFunction ? schema['name'] : jsonSchema['title']),
    description: toText(isFunction ? schema['description'] : jsonSchema['description']),
    jsonSchema,
    validate: async (value) => validateByJsonSchema(jsonSchema, value),
  };
}

function fromSchemaLibrary<Output>(
  schema: unknown,
  name: string | undefined,
  validate: StructuredTarget<Output>['validate'],
): StructuredTarget<Output> {
  const jsonSchema = toJsonSchema(schema as InteropZodType) as JsonSchema & Record<string, unknown>;
  return {
    name: name ?? toToolName(jsonSchema['title']),
    description: getSchemaDescription(schema as InteropZodType),
    jsonSchema,
    validate,
  };
}

/** Returns a title if it is a valid name of a tool. Titles with other characters are meant for people. */
function toToolName(title: unknown): string {
  return typeof title === 'string' && /^[\w-]{1,64}$/.test(title) ? title : 'extract';
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

async function validateByZod<Output>(schema: InteropZodType<Output>, value: unknown): Promise<Validation<Output>> {
  const result = await interopSafeParseAsync(schema, value);
  return result.success ? { value: result.data } : { problem: describeIssues(result.error.issues) };
}

async function validateByStandard<Output>(
  schema: SerializableSchema<Output>,
  value: unknown,
): Promise<Validation<Output>> {
  const result = await schema['~standard'].validate(value);
  return result.issues ? { problem: describeIssues(result.issues) } : { value: result.value as Output };
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

function describeIssues(issues: readonly Issue[]): string {
  const toPointer = (path: readonly unknown[]) =>
    ['#', ...path.map((step) => String(isObject(step) ? step['key'] : step))].join('/');
  return issues.map(({ message, path = [] }) => `${message} (at ${toPointer(path)})`).join('; ');
}
