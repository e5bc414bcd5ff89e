import { z } from 'zod';

/** Bounds for the length of a list. */
interface ListBounds {
  /** Default 0. */
  readonly least?: number;
  readonly most: number;
}

/** Zod's own code, so that the issue has zod's message. */
const tooLong = 'too_big';

/** Creates the schema of a list whose length is checked before its elements: those of a longer list are not read. */
export function boundedList<Element extends z.ZodType>(element: Element, { least = 0, most }: ListBounds) {
  // The document of the API has the schema behind `preprocess`, so the bounds are in that one too.
  return z.preprocess((list, { issues }) => {
    if (Array.isArray(list) && list.length > most) {
      issues.push({ code: tooLong, origin: 'array', maximum: most, inclusive: true, input: list });
    }
    return list;
  }, z.array(element).min(least).max(most));
}
