import { type Detector } from '../spans/detected-span.js';

/** RFC 5321 bounds: 64 characters before the @, labels of 63. The bounds also limit the work per character. */
const address =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}_%+][\p{L}\p{N}._%+'-]{0,63}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/gu;

/** Finds email addresses, with letters of any script. */
export const findEmailAddresses: Detector = (text) =>
  text.includes('@')
    ? [...text.matchAll(address)].map(({ 0: found, index }) => ({
        start: index,
        end: index + found.length,
        label: 'EMAIL',
        score: 1,
      }))
    : [];
