import { z } from 'zod';

/** A JSON Schema, as far as it is read here. */
export interface JsonSchema {
  $ref?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  [keyword: string]: unknown;
}

/** JSON Schemas by their names, as `components.schemas` has them. */
export type NamedSchemas = Record<string, JsonSchema>;

/** A JSON Schema, and the named ones that it refers to. */
export interface ConvertedSchema {
  readonly schema: JsonSchema;
  readonly components: NamedSchemas;
}

/** The place of named schemas in a document. */
const namedSchemas = '#/components/schemas/';

/**
 * Converts a schema that validates to a JSON Schema of OpenAPI 3.1. Schemas with `.meta({ id })` become named ones.
 *
 * @param io `input` for what a caller sends, `output` for what it gets
 */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): ConvertedSchema {
  // Checks of several fields together have no JSON Schema: a body that only they refuse is valid for the document.
  const {
    $defs = {},
    $schema: _,
    ...root
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (io === 'input' && zodSchema instanceof z.ZodObject)
        Object.assign(jsonSchema, { required: listRequired(zodSchema) });
    },
  }) as JsonSchema;
  const components = Object.fromEntries(
    Object.entries($defs as NamedSchemas).map(([name, inner]) => [name, withNamedReferences(inner)]),
  );
  return { schema: withNamedReferences(root), components };
}

/** Lists the fields that a body must have. Zod itself counts a field as optional whose value is preprocessed. */
function listRequired({ shape }: z.ZodObject): readonly string[] {
  return Object.entries(shape).flatMap(([name, field]) => (z.safeParse(field, undefined).success ? [] : [name]));
}

/** Follows the reference of a schema to the named one. */
export function resolveReference(schema: JsonSchema, components: NamedSchemas): JsonSchema {
  if (typeof schema.$ref !== 'string') return schema;
  return components[schema.$ref.slice(namedSchemas.length)] ?? schema;
}

/** Copies a schema with references that lead to the document's named schemas, without ids of its own. */
function withNamedReferences(schema: JsonSchema): JsonSchema {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', namedSchemas) : value,
    ),
  ) as JsonSchema;
}
