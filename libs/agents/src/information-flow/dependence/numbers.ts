/** A number with its sign, and with marks between its digits. A number within a name, such as file-13.pdf, is none. */
const numberPattern =
  /(?<![\p{L}\p{N}_@/+]|[\p{L}\p{N}][.-])-?\d(?:[\d.,'\u00a0\u202f]{0,40}\d)?(?![\p{L}\p{N}_@/+]|[.-][\p{L}\p{N}])/gu;

/** Lists the numbers that a text holds. A number that can be read in two ways, such as 1.234, counts as both. */
export function listNumbers(text: string): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const [written] of text.matchAll(numberPattern)) {
    for (const number of readNumber(written)) numbers.add(number);
  }
  return numbers;
}

/** Reads a whole text as one number. Undefined: it is none. */
export function toNumber(text: string): number | undefined {
  return /^-?\d{1,20}(?:\.\d{1,20})?$/.test(text) ? Number(text) : undefined;
}

function readNumber(written: string): number[] {
  const plain = written.replace(/['\u00a0\u202f]/g, '');
  const readings = [plain];
  // Marks between groups of three digits: 1,234.50 and 1.234,50.
  if (/^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(plain)) readings.push(plain.replaceAll(',', ''));
  if (/^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(plain)) readings.push(plain.replaceAll('.', '').replace(',', '.'));
  if (/^-?\d+,\d+$/.test(plain)) readings.push(plain.replace(',', '.'));
  return readings.map(Number).filter(Number.isFinite);
}
