/** A text up to this cost is classified on the event loop, in about ten milliseconds. A letter costs one. */
export const maximumInlineCost = 4_096;

const letterCost = 1;
/** Digits and signs are tokens of their own, and candidates for numbers and secrets. */
const signCost = 2;
/** Other characters than those of ASCII are normalised one by one. */
const otherCost = 3;

/** Checks whether a text takes too long for the event loop. It counts characters by their kind and stops when it knows. */
export function isCostly(text: string): boolean {
  if (text.length * otherCost <= maximumInlineCost) return false;
  let cost = text.length * letterCost;
  for (let index = 0; index < text.length && cost <= maximumInlineCost; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) cost += otherCost - letterCost;
    else if (!isLetterOrSpace(unit)) cost += signCost - letterCost;
  }
  return cost > maximumInlineCost;
}

function isLetterOrSpace(unit: number): boolean {
  const lower = unit | 0x20;
  return unit === 0x20 || (lower >= 0x61 && lower <= 0x7a);
}
