import { z } from 'zod';

/** Bounds for the length of a list. */
interface ListBounds {
  /** Default 0. */
  readonly least?: number;
  readonly most: number;
}

/** Creates the schema of a list whose length is checked before its elements: those of a longer list are not read. */
export function boundedList<Element extends z.ZodType>(element: Element, { least = 0, most }: ListBounds) {
  return z.array(z.unknown()).min(least).max(most).pipe(z.array(element));
}
