import { type DetectedSpan } from '../spans/detected-span.js';

const head = /-----BEGIN[ A-Z0-9_-]{0,60}?PRIVATE KEY(?: BLOCK)?-----/g;
/** The end of the last line. Also a key whose last line is broken ends there. */
const foot = /KEY(?: BLOCK)?-----/;

const headStart = '-----BEGIN';
const maximumHeadLength = 100;

/** The most characters of a private key: one of 16,384 bits in PEM form is shorter. */
const maximumKeyLength = 16_384;

/** The fewest characters between head and foot of a key that is not made of base64 alone. A sentence that names both has fewer. */
const minimumBody = 64;

/** The first line of a key: base64, or a header such as `Proc-Type: …`. In JSON and code a line break is written as `\n`. */
const firstLine = /^(?:\s|\\[nr]|["'+,]){0,20}(?:[A-Za-z0-9+/=]{16}|[A-Z][A-Za-z-]{3,30}: ?\S)/;

/** Words of a sentence that names head and foot. */
const sentence = /(?:[a-z]{2,20}[ ,.]{1,3}){4}/i;

/** A short line of base64 between head and foot. */
const shortBody = /^(?:\s|\\[nr]|["'+,]){0,20}[A-Za-z0-9+/=]{6,}/;

/**
 * Finds private keys in PEM form (RFC 7468), up to their last line or the greatest length of a key. A text that only names the first line
 * holds none.
 */
export function findPrivateKeys(text: string): readonly DetectedSpan[] {
  const keys: DetectedSpan[] = [];
  for (const { 0: headLine, index } of text.matchAll(head)) {
    if (index < (keys.at(-1)?.end ?? 0)) continue;
    const bodyStart = index + headLine.length;
    const end = findKeyEnd(text, bodyStart);
    if (!isKeyBody(text, bodyStart, end)) continue;
    keys.push({
      start: index,
      end: end ?? Math.min(text.length, index + maximumKeyLength),
      label: 'PRIVATE_KEY',
      score: 1,
    });
  }
  return keys;
}

function isKeyBody(text: string, start: number, end: number | undefined): boolean {
  const body = text.slice(start, Math.min(end ?? text.length, start + maximumFirstLine));
  if (firstLine.test(body)) return true;
  if (end === undefined) return false;
  return shortBody.test(body) || (end - start >= minimumBody && !sentence.test(body));
}

/** The most characters in which the first line of a body is looked for. */
const maximumFirstLine = 80;

/** Finds the start of a private key that the text's end cuts, also within its first line; undefined when none. */
export function findOpenPrivateKey(text: string): number | undefined {
  const last = [...text.matchAll(head)].at(-1);
  if (last !== undefined && isOpenKey(text, last)) return last.index;
  const opening = text.lastIndexOf(headStart);
  const isOpen =
    opening >= 0 && text.length - opening < maximumHeadLength && !text.includes('-----', opening + headStart.length);
  return isOpen ? opening : undefined;
}

/** Checks whether later text may still complete a key: it has no end yet, and its body does not begin with a sentence. */
function isOpenKey(text: string, { 0: headLine, index }: RegExpExecArray): boolean {
  const bodyStart = index + headLine.length;
  if (findKeyEnd(text, bodyStart) !== undefined || text.length - index >= maximumKeyLength) return false;
  const body = text.slice(bodyStart, bodyStart + maximumFirstLine);
  return body.length < maximumFirstLine || firstLine.test(body) || shortBody.test(body) || !sentence.test(body);
}

function findKeyEnd(text: string, start: number): number | undefined {
  const match = foot.exec(text.slice(start, start + maximumKeyLength));
  return match === null ? undefined : start + match.index + match[0].length;
}
