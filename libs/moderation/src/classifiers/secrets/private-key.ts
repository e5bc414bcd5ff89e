import { type FoundSecret } from './found-secret.js';

const head = /-----BEGIN[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----/g;
const foot = /-----END[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----/;

const openingMark = '-----BEGIN';
const longestHead = 100;

/** A key of 16,384 bits in PEM form is shorter. */
const longestKey = 16_384;

/** Private keys in PEM form (RFC 7468), to the line that ends them; without one, as much as a key can be long. */
export function findPrivateKeys(text: string): readonly FoundSecret[] {
  const keys: FoundSecret[] = [];
  for (const { index } of text.matchAll(head)) {
    if (index < (keys.at(-1)?.end ?? 0)) continue;
    const end = endOfKey(text, index) ?? Math.min(text.length, index + longestKey);
    keys.push({ start: index, end, label: 'PRIVATE_KEY', score: 1 });
  }
  return keys;
}

/** Where a private key begins that the text's end cuts, be it in its first line; undefined when none does. */
export function openPrivateKey(text: string): number | undefined {
  const last = [...text.matchAll(head)].at(-1)?.index;
  if (last !== undefined && endOfKey(text, last) === undefined && text.length - last < longestKey) return last;
  const opening = text.lastIndexOf(openingMark);
  const isOpen =
    opening >= 0 && text.length - opening < longestHead && !text.includes('-----', opening + openingMark.length);
  return isOpen ? opening : undefined;
}

function endOfKey(text: string, start: number): number | undefined {
  const match = foot.exec(text.slice(start, start + longestKey));
  return match === null ? undefined : start + match.index + match[0].length;
}
