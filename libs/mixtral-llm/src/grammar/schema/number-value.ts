import { UnsupportedSchemaError } from '../../errors/index.js';
import { type Expression } from '../gbnf/expression.js';
import { maximumDivisor, numberText } from '../text/number-text.js';
import { type Conjunction, numberAt, pointerTo, type SchemaPart } from './json-schema.js';
import { type SchemaContext } from './schema-context.js';

/** Compiles numbers within all bounds. @throws {UnsupportedSchemaError} for a divisor that is no integer, or too large */
export function numberValue(parts: Conjunction, isInteger: boolean, { rules }: SchemaContext): Expression {
  const divisors = parts.flatMap(readDivisor);
  return numberText(rules, {
    // Multiples of an integer are integers.
    isInteger: isInteger || divisors.length > 0,
    divisors: [...new Set(divisors)].filter((divisor) => divisor !== 1),
    minimum: findBound(Math.max, parts, 'minimum'),
    exclusiveMinimum: findBound(Math.max, parts, 'exclusiveMinimum'),
    maximum: findBound(Math.min, parts, 'maximum'),
    exclusiveMaximum: findBound(Math.min, parts, 'exclusiveMaximum'),
  });
}

function readDivisor(part: SchemaPart): readonly number[] {
  const divisor = numberAt(part, 'multipleOf');
  if (divisor === undefined) return [];
  if (Number.isInteger(divisor) && divisor > 0 && divisor <= maximumDivisor) return [divisor];
  throw new UnsupportedSchemaError(
    pointerTo(part.pointer, 'multipleOf'),
    `a multipleOf of ${divisor}`,
    `use a whole number from 1 to ${maximumDivisor}, or leave it out and round the answer`,
  );
}

function findBound(most: (...values: number[]) => number, parts: Conjunction, keyword: string): number | undefined {
  const values = parts.flatMap((part) => numberAt(part, keyword) ?? []);
  return values.length === 0 ? undefined : most(...values);
}
