import { UnsupportedSchemaError } from '../../errors/index.js';
import { isObject, pointerTo, type SchemaPart } from './json-schema.js';

/** Keywords that restrict values in a way that the grammar cannot hold to: when they do, and what to do instead. */
const refused: Readonly<Record<string, { readonly restricts: (value: unknown) => boolean; readonly advice: string }>> =
  {
    not: { restricts: (value) => !isNever(value), advice: 'say what is allowed instead, with enum, anyOf or pattern' },
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

/** @throws {UnsupportedSchemaError} for a keyword that restricts values and cannot be held to. Unknown ones restrict nothing. */
export function checkKeywords({ schema, pointer }: SchemaPart): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const rule = Object.hasOwn(refused, keyword) ? refused[keyword] : undefined;
    if (rule?.restricts(value))
      throw new UnsupportedSchemaError(pointerTo(pointer, keyword), `"${keyword}"`, rule.advice);
  }
}

/** `{"not": {}}` is how some libraries write the schema that nothing satisfies. */
export function isNever(negated: unknown): boolean {
  return negated === true || (isObject(negated) && Object.keys(negated).length === 0);
}

function isNotEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}
