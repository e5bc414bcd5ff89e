import { type NumberBounds } from '@leeward/mixtral-llm';
import { z } from 'zod';

/** Creates the schema of a number within the bounds that the model has for it. */
export function numberWithin({ minimum, maximum, isMinimumExclusive = false, isInteger = false }: NumberBounds) {
  const number = isInteger ? z.int() : z.number();
  return (isMinimumExclusive ? number.gt(minimum) : number.min(minimum)).max(maximum);
}
