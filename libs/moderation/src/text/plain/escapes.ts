import { decodeHTMLStrict } from 'entities';

import { replaceInView, type TextView } from '../text-view.js';

/** A character reference of HTML, such as `&amp;`, `&#64;` and `&#x40;`. A number needs no semicolon. */
const htmlReference = /&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};)/g;

/** One character in UTF-8, percent-encoded (RFC 3986). */
const percentEncoded =
  /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-4](?:%[89ab][\da-f]){3}/gi;

/** An escape of Markdown, or of a string in JSON, JavaScript, Python or C. In a path of Windows (`C:\\new`) `\\n` is none. */
const backslashEscape = /\\(?:u\{[\da-f]{1,6}\}|u[\da-f]{4}|x[\da-f]{2}|(?<![A-Za-z]:[\w\\. -]{0,80})[nrt_*@.#-])/gi;

/** The most layers of escapes that are decoded: `%2540` has two. */
const maximumLayers = 2;

/** The most characters of one escape. */
const maximumEscapeLength = 40;

/** Decodes character references of HTML, percent-encoding and backslash escapes, also one inside another. */
export function decodeEscapes(view: TextView): TextView {
  let decoded = view;
  for (let layer = 0; layer < maximumLayers; layer += 1) {
    const before = decoded;
    if (decoded.text.includes('&'))
      decoded = replaceInView(decoded, htmlReference, ([found]) => decodeReference(found));
    if (decoded.text.includes('%')) decoded = replaceInView(decoded, percentEncoded, ([found]) => decodePercent(found));
    if (decoded.text.includes('\\'))
      decoded = replaceInView(decoded, backslashEscape, ([found]) => decodeBackslash(found));
    if (decoded === before) break;
  }
  return decoded;
}

/** Matches an escape that the end of a text may have cut. */
const openEscape =
  /(?:&#?[A-Za-z0-9]{0,32}|(?:%[\da-f]{2}){0,3}%[\da-f]?|(?:%[\da-f]{2}){1,3}|\\(?:u\{?[\da-f]{0,6}|x[\da-f]?)?)$/i;

/** Finds the start of an escape that later text may complete; undefined when the text ends with none. */
export function findOpenEscape(text: string): number | undefined {
  const tail = Math.max(0, text.length - maximumEscapeLength);
  const match = openEscape.exec(text.slice(tail));
  return match === null ? undefined : tail + match.index;
}

function decodeReference(reference: string): string | undefined {
  const decoded = decodeHTMLStrict(reference.endsWith(';') ? reference : `${reference};`);
  return decoded === reference ? undefined : decoded;
}

function decodePercent(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    // An overlong form or half of a surrogate pair, which is no character.
    return undefined;
  }
}

function decodeBackslash(escape: string): string | undefined {
  const sign = escape.charAt(1);
  if (escape.length === 2) return /[a-z]/i.test(sign) ? ' ' : sign;
  const codePoint = Number.parseInt(escape.replace(/[^\da-f]/gi, ''), 16);
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : undefined;
}
