import { UnsupportedSchemaError } from '../../errors/index.js';
import { type Expression } from '../gbnf/expression.js';
import { largestDivisor, numberText } from '../text/number-text.js';
import { type Conjunction } from './alternatives.js';
import { numberAt, pointerTo, type SchemaPart } from './json-schema.js';
import { type SchemaContext } from './schema-context.js';

/** Numbers within all bounds. @throws {UnsupportedSchemaError} for divisors that are no integers, or too large */
export function numberValue(parts: Conjunction, isInteger: boolean, { rules }: SchemaContext): Expression {
  const divisors = parts.flatMap(divisorOf);
  return numberText(rules, {
    // Whatever an integer divides is an integer.
    isInteger: isInteger || divisors.length > 0,
    divisors: [...new Set(divisors)].filter((divisor) => divisor !== 1),
    minimum: extreme(Math.max, parts, 'minimum'),
    exclusiveMinimum: extreme(Math.max, parts, 'exclusiveMinimum'),
    maximum: extreme(Math.min, parts, 'maximum'),
    exclusiveMaximum: extreme(Math.min, parts, 'exclusiveMaximum'),
  });
}

function divisorOf(part: SchemaPart): readonly number[] {
  const divisor = numberAt(part, 'multipleOf');
  if (divisor === undefined) return [];
  if (Number.isInteger(divisor) && divisor > 0 && divisor <= largestDivisor) return [divisor];
  throw new UnsupportedSchemaError(
    pointerTo(part.pointer, 'multipleOf'),
    `a multipleOf of ${divisor}`,
    `use a whole number from 1 to ${largestDivisor}, or leave it out and round the answer`,
  );
}

function extreme(most: (...values: number[]) => number, parts: Conjunction, keyword: string): number | undefined {
  const values = parts.flatMap((part) => numberAt(part, keyword) ?? []);
  return values.length === 0 ? undefined : most(...values);
}
