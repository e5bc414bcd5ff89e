import { findOpenPassage } from '../../text/decoded/index.js';
import { findOpenJoin } from '../../text/open-join.js';
import { type TextReading } from '../../text/text-reading.js';
import { toViewOffset } from '../../text/text-view.js';
import { secretStems } from './names/secret-name.js';
import { shapedServiceNames } from './names/services.js';
import { findOpenPrivateKey } from './private-key.js';

/** A stream holds back the whole of a token up to this length: a JSON Web Token with many claims. */
const maximumTokenLength = 8_192;

/** The most characters before a value that decide about it: its name with operator, quotes and line breaks. */
const maximumNameDistance = 260;

/** A name that a value may follow, or a value beside it, at the end of the text: everything but signs that end a setting. */
const nameRun = /[\w\s.\-"'`\\\])=:>|?,&<+@/~\p{L}]/u;

/** Begins the name of a secret, of a form that carries one, or of a service. */
const nameWord = new RegExp(`${secretStems}|bearer|basic|curl|${shapedServiceNames}`, 'i');

/**
 * Finds the offset before which later text cannot complete or change a secret. The last token may continue, and so may escapes in it, a
 * name that waits for its value, an encoded passage and a private key.
 */
export function findSettledSecretsEnd({ text, plain }: TextReading): number {
  const joinStart = findOpenJoin(text);
  const tokenStart = findTokenStart(plain.text, toViewOffset(plain, joinStart));
  const nameStart = findNameStart(plain.text, tokenStart);
  const settled = nameStart === plain.text.length ? text.length : (plain.starts[nameStart] ?? text.length);
  return Math.min(
    settled,
    joinStart,
    findOpenWrappedToken(text),
    findOpenPassage(text),
    findOpenPrivateKey(text) ?? text.length,
    toOriginalStart(findOpenPrivateKey(plain.text), plain.starts, text.length),
  );
}

/** A JSON Web Token in base64, which may be broken into lines. */
const wrappedToken = 'ZXlK';

/** Finds the start of a wrapped token that later lines may continue. */
function findOpenWrappedToken(text: string): number {
  const limit = Math.max(0, text.length - maximumTokenLength);
  let start = text.length;
  while (start > limit && /[\w+/=\\\r\n-]/.test(text.charAt(start - 1))) start -= 1;
  const token = text.indexOf(wrappedToken, start);
  return token < 0 ? text.length : token;
}

function toOriginalStart(offset: number | undefined, starts: readonly number[], textLength: number): number {
  return offset === undefined ? textLength : (starts[offset] ?? textLength);
}

/** Finds the start of the run of printable characters at the end: prose in scripts without spaces is not held back. */
function findTokenStart(text: string, end: number): number {
  const limit = Math.max(0, end - maximumTokenLength);
  let start = end;
  while (start > limit && isPrintableAscii(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

/** Finds the start of the name that may belong to a token. */
function findNameStart(text: string, tokenStart: number): number {
  const limit = Math.max(0, tokenStart - maximumNameDistance);
  let start = tokenStart;
  while (start > limit && nameRun.test(text.charAt(start - 1))) start -= 1;
  return nameWord.test(text.slice(start, tokenStart)) ? start : tokenStart;
}

function isPrintableAscii(unit: number): boolean {
  return unit > 0x20 && unit < 0x7f;
}
