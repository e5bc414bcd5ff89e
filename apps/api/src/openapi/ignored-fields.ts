import { type Endpoint, type FieldRule, fieldTable } from '../compatibility/field-table.js';
import { type JsonSchema, type NamedSchemas, resolveReference } from './json-schema.js';

/** Adds the fields to the schema of a body that the table of fields lets pass, each with its reason. */
export function addIgnoredFields(schema: JsonSchema, components: NamedSchemas, endpoint: Endpoint): void {
  for (const rule of fieldTable) {
    if (rule.endpoints.includes(endpoint)) addField(schema, components, rule.field.split('.'), rule);
  }
}

function addField(
  reference: JsonSchema,
  components: NamedSchemas,
  [name = '', ...inner]: readonly string[],
  rule: FieldRule,
): void {
  const { properties, items, anyOf = [], oneOf = [], allOf = [] } = resolveReference(reference, components);
  const inside = [...anyOf, ...oneOf, ...allOf, ...(items ? [items] : [])];
  for (const schema of inside) addField(schema, components, [name, ...inner], rule);
  if (!properties) return;
  const known = properties[name];
  if (inner.length > 0) {
    if (known) addField(known, components, inner, rule);
  } else if (!known) {
    properties[name] = toFieldSchema(rule);
  }
}

/** Describes the values that are accepted, and their effect. */
function toFieldSchema({ reason, asksNothing, isHarmless }: FieldRule): JsonSchema {
  const effect = isHarmless
    ? 'Has no effect, and is listed in the header x-leeward-ignored'
    : 'Only accepted at a value that asks for nothing';
  const accepted = [asksNothing, isHarmless].flatMap((check) => (check ? [check.schema ?? {}] : []));
  return { description: `${effect}: ${reason}.`, anyOf: [...accepted, { type: 'null' }] as JsonSchema[] };
}
