import { type NumberBounds } from '@leeward/mixtral-llm';
import { z } from 'zod';

/** A number within the bounds that the model has for it. */
export function numberWithin({ least, most, isAboveLeast = false, isWhole = false }: NumberBounds) {
  const number = isWhole ? z.int() : z.number();
  return (isAboveLeast ? number.gt(least) : number.min(least)).max(most);
}
