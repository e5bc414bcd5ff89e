import { z } from 'zod';

/** How long a list may be. */
export interface ListBounds {
  /** Default 0. */
  readonly least?: number;
  readonly most: number;
}

/** A list whose length is looked at before its elements: one that is too long costs nothing more, whatever stands in it. */
export function boundedList<Element extends z.ZodType>(element: Element, { least = 0, most }: ListBounds) {
  return z.array(z.unknown()).min(least).max(most).pipe(z.array(element));
}

/** A list in which nothing may stand: a field that is not supported, as clients send it unasked. */
export const emptyList = z.array(z.unknown()).max(0);
