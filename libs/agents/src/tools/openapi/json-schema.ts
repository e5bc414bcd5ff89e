import { OpenApiError } from '../../errors/index.js';
import { type Fields, isFields, resolveReference } from './open-api-document.js';

/** Bounds of the schema of one operation, so that no file makes one without end. */
const maximumDepth = 60;
const maximumDefinitions = 200;

/** Keywords of OpenAPI that say nothing about validity. */
const annotations = new Set(['example', 'examples', 'xml', 'externalDocs', 'discriminator', 'nullable']);

/** Keywords that hold schemas by name. */
const schemasByName = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/** Converts schemas of OpenAPI 3 to JSON Schema, and gathers the shared ones. */
export class SchemaConverter {
  readonly #document: Fields;
  readonly #path: string;
  readonly #definitions = new Map<string, unknown>();

  constructor(document: Fields, path: string) {
    this.#document = document;
    this.#path = path;
  }

  /** The shared schemas, to stand under `$defs` of the whole. */
  get definitions(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#definitions);
  }

  /** @throws {OpenApiError} for a reference that leads nowhere, or a schema beyond the bounds */
  convert(schema: unknown, depth = 0): unknown {
    if (depth > maximumDepth)
      throw new OpenApiError(this.#path, `a schema is nested deeper than ${maximumDepth} levels`);
    if (Array.isArray(schema)) return schema.map((item) => this.convert(item, depth + 1));
    if (!isFields(schema)) return schema;
    if (typeof schema['$ref'] === 'string') return { $ref: `#/$defs/${this.#define(schema['$ref'], depth)}` };
    const entries = Object.entries(schema)
      .filter(([keyword]) => !annotations.has(keyword) && !keyword.startsWith('x-'))
      .map(([keyword, value]): [string, unknown] => [keyword, this.#convertKeyword(keyword, value, depth)]);
    return applyVersion3Point0(Object.fromEntries(entries), schema['nullable'] === true);
  }

  #convertKeyword(keyword: string, value: unknown, depth: number): unknown {
    // Values of these may look like schemas, and are none.
    if (keyword === 'enum' || keyword === 'const' || keyword === 'default' || keyword === 'required') return value;
    if (!schemasByName.has(keyword) || !isFields(value)) return this.convert(value, depth + 1);
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, this.convert(schema, depth + 1)]));
  }

  /** Converts a shared schema once. One that contains itself is no problem: its name is taken before. */
  #define(reference: string, depth: number): string {
    const name = reference.replace(/^#\//, '').replace(/[^\w.-]/g, '_');
    if (!this.#definitions.has(name)) {
      if (this.#definitions.size >= maximumDefinitions) {
        throw new OpenApiError(this.#path, `an operation uses more than ${maximumDefinitions} schemas`);
      }
      this.#definitions.set(name, true);
      const schema = resolveReference({ $ref: reference }, this.#document, this.#path);
      this.#definitions.set(name, this.convert(schema, depth + 1));
    }
    return name;
  }
}

/** OpenAPI 3.0 has `nullable`, and `true` for exclusive bounds, where JSON Schema has a type and numbers. */
function applyVersion3Point0(schema: Readonly<Record<string, unknown>>, isNullable: boolean): unknown {
  const converted: Record<string, unknown> = { ...schema };
  for (const [exclusive, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof converted[exclusive] !== 'boolean') continue;
    const isExclusive = converted[exclusive];
    delete converted[exclusive];
    if (isExclusive && converted[bound] !== undefined) {
      converted[exclusive] = converted[bound];
      delete converted[bound];
    }
  }
  if (!isNullable) return converted;
  return { anyOf: [converted, { type: 'null' }] };
}
