import { type Conjunction } from './alternatives.js';
import { partWith, wrongValue } from './json-schema.js';
import { type SchemaDocument } from './schema-document.js';

/**
 * The values that a conjunction with `enum` or `const` allows, all its other keywords considered; undefined when there is
 * neither.
 *
 * @throws {UnsupportedSchemaError} when `enum` is no list
 */
export function finiteValues(parts: Conjunction, document: SchemaDocument): readonly unknown[] | undefined {
  const constant = partWith(parts, 'const');
  if (constant) return document.validOf([constant.schema['const']], parts);
  const listed = partWith(parts, 'enum');
  if (!listed) return undefined;
  const values = listed.schema['enum'];
  if (!Array.isArray(values)) throw wrongValue(listed, 'enum', 'a list of values');
  return document.validOf(values, parts);
}
