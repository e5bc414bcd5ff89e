import { UnsupportedSchemaError } from '../../errors/index.js';
import { isObject, pointerTo, type SchemaPart } from './json-schema.js';

/** Keywords that a grammar cannot enforce: the values with which they restrict anything, and a replacement. */
const refused: Readonly<Record<string, { readonly restricts: (value: unknown) => boolean; readonly advice: string }>> =
  {
    not: {
      restricts: (value) => !isNeverSchema(value),
      advice: 'say what is allowed instead, with enum, anyOf or pattern',
    },
    if: { restricts: () => true, advice: 'write the cases as anyOf, each with its own const' },
    dependentRequired: { restricts: isNotEmpty, advice: 'write the cases as anyOf' },
    dependentSchemas: { restricts: isNotEmpty, advice: 'write the cases as anyOf' },
    dependencies: { restricts: isNotEmpty, advice: 'write the cases as anyOf' },
    patternProperties: {
      restricts: isNotEmpty,
      advice: 'name the properties, or use additionalProperties with a schema',
    },
    contains: { restricts: (value) => value !== true, advice: 'use prefixItems for the items that must be there' },
    uniqueItems: { restricts: (value) => value === true, advice: 'leave it out, and check the answer' },
    unevaluatedItems: { restricts: (value) => value !== true, advice: 'use items' },
    unevaluatedProperties: { restricts: isObject, advice: 'use additionalProperties' },
    $dynamicRef: { restricts: () => true, advice: 'use $ref' },
    $recursiveRef: { restricts: () => true, advice: 'use $ref' },
  };

/**
 * Checks that a grammar can enforce all keywords. Unknown keywords restrict nothing.
 *
 * @throws {UnsupportedSchemaError} for a keyword that it cannot enforce
 */
export function checkKeywords({ schema, pointer }: SchemaPart): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const rule = Object.hasOwn(refused, keyword) ? refused[keyword] : undefined;
    if (rule?.restricts(value))
      throw new UnsupportedSchemaError(pointerTo(pointer, keyword), `"${keyword}"`, rule.advice);
  }
}

/** Recognises `{"not": {}}`, with which some libraries write the schema that no value satisfies. */
export function isNeverSchema(negated: unknown): boolean {
  return negated === true || (isObject(negated) && Object.keys(negated).length === 0);
}

function isNotEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}
