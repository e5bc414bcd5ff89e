import { type Endpoint, type FieldRule, fieldTable } from '../compatibility/field-table.js';
import { type ConvertedSchema, type JsonSchema, type NamedSchemas, resolveReference } from './json-schema.js';

/**
 * Adds the fields to the schema of a body that the table of fields lets pass, each with its reason.
 *
 * @param isStrict whether fields that would be ignored are refused
 */
export function addIgnoredFields({ schema, components }: ConvertedSchema, endpoint: Endpoint, isStrict: boolean): void {
  for (const rule of fieldTable) {
    if (!rule.endpoints.includes(endpoint)) continue;
    addField(schema, components, rule.field.split('.'), toFieldSchema(rule, isStrict));
  }
}

function addField(
  reference: JsonSchema,
  components: NamedSchemas,
  [name = '', ...inner]: readonly string[],
  added: JsonSchema,
): void {
  const { properties, items, anyOf = [], oneOf = [], allOf = [] } = resolveReference(reference, components);
  const inside = [...anyOf, ...oneOf, ...allOf, ...(items ? [items] : [])];
  for (const schema of inside) addField(schema, components, [name, ...inner], added);
  if (!properties) return;
  const known = properties[name];
  if (inner.length > 0) {
    if (known) addField(known, components, inner, added);
  } else if (!known) {
    properties[name] = added;
  }
}

/** Describes the values that are accepted, and their effect. */
function toFieldSchema({ reason, asksNothing, isHarmless, isLabel = false }: FieldRule, isStrict: boolean): JsonSchema {
  const ignored = isLabel || !isStrict ? isHarmless : undefined;
  const effect = ignored
    ? 'Has no effect, and is listed in the header x-leeward-ignored'
    : 'Only accepted at a value that asks for nothing';
  const accepted = [asksNothing, ignored].flatMap((check) => (check ? [check.schema ?? {}] : []));
  return { description: `${effect}: ${reason}.`, anyOf: [...accepted, { type: 'null' }] as JsonSchema[] };
}
