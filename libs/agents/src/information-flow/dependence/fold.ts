const replacements: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201a\u201b\u2032]/g, "'"],
  [/[\u201c\u201d\u201e\u201f\u2033]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/\s+/g, ' '],
];

/**
 * Folds a text for comparison: lower case, composed Unicode, plain quotes and dashes, single spaces.
 *
 * Letters that only look alike stay different, and so do invisible characters: an address with one of them is another address.
 */
export function foldForComparison(text: string): string {
  let folded = text.normalize('NFC').toLowerCase();
  for (const [pattern, replacement] of replacements) folded = folded.replace(pattern, replacement);
  return folded.trim();
}
