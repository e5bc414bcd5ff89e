import { type DetectedSpan } from '../spans/detected-span.js';

const head = /-----BEGIN[ A-Z0-9_-]{0,60}?PRIVATE KEY(?: BLOCK)?-----/g;
const foot = /-----END[ A-Z0-9_-]{0,60}?PRIVATE KEY(?: BLOCK)?-----/;

const headStart = '-----BEGIN';
const maximumHeadLength = 100;

/** The most characters of a private key: one of 16,384 bits in PEM form is shorter. */
const maximumKeyLength = 16_384;

/** Finds private keys in PEM form (RFC 7468), up to their last line or the greatest length of a key. */
export function findPrivateKeys(text: string): readonly DetectedSpan[] {
  const keys: DetectedSpan[] = [];
  for (const { index } of text.matchAll(head)) {
    if (index < (keys.at(-1)?.end ?? 0)) continue;
    const end = findKeyEnd(text, index) ?? Math.min(text.length, index + maximumKeyLength);
    keys.push({ start: index, end, label: 'PRIVATE_KEY', score: 1 });
  }
  return keys;
}

/** Finds the start of a private key that the text's end cuts, also within its first line; undefined when none. */
export function findOpenPrivateKey(text: string): number | undefined {
  const last = [...text.matchAll(head)].at(-1)?.index;
  if (last !== undefined && findKeyEnd(text, last) === undefined && text.length - last < maximumKeyLength) return last;
  const opening = text.lastIndexOf(headStart);
  const isOpen =
    opening >= 0 && text.length - opening < maximumHeadLength && !text.includes('-----', opening + headStart.length);
  return isOpen ? opening : undefined;
}

function findKeyEnd(text: string, start: number): number | undefined {
  const match = foot.exec(text.slice(start, start + maximumKeyLength));
  return match === null ? undefined : start + match.index + match[0].length;
}
