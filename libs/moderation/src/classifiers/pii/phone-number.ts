import { type Detector } from '../spans/detected-span.js';
import { contextCharacters, isIntroduced } from './number-context.js';

/** Digits with at most two signs between any two, and an extension. Each step takes one digit, so it never backtracks. */
const groups =
  /(?<![\p{L}\p{N}=_$€£#-]|\d[.,/:])(?:\+|\(\+?)?\d(?:[ .\-/()]{0,2}\d){6,17}(?: ?(?:x|ext\.?|extension) ?\d{1,6})?(?![\p{L}\p{N}]|[.,:/]\d|-\d)/giu;

const introduction =
  /(?:phone|tel(?:ephone)?|call(?:ed|ing)?|cell|mobile|mob|fax|desk|office|whats ?app|text|sms|reach|ring|dial|hotline|messages? (?:to|on|at)|my number is|contact|telefono|teléfono|telefon|handy|portable|números?)\b[^\d]{0,40}$/iu;

const following = /^[\s\-,]{0,3}(?:office|fax|mobile|cell|home|work|desk|phone)\b/i;

/** The North American form, which needs no word beside it. */
const northAmerican =
  /^(?:(?:\+1|001|1)[ .-]?)?\(?[2-9]\d{2}\)?[ .-]?[2-9]\d{2}[ .-]\d{4}(?: ?(?:x|ext\.?|extension) ?\d{1,6})?$/i;
const international = /^(?:\+|00)[1-9]/;

/** The forms of dates, ranges of years, postcodes with four more digits, and social security numbers. */
const otherNumber =
  /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{4}-\d{4}|\d{5}-\d{4}|\d{3}-\d{2}-\d{4})$/;

/**
 * Finds phone numbers: in international or North American form, or with a word beside them such as "call" or "fax".
 *
 * They have seven to fifteen digits (ITU-T E.164), not counting the extension.
 */
export const findPhoneNumbers: Detector = (text) =>
  [...text.matchAll(groups)].flatMap(({ 0: found, index }) => {
    const digits = found.replace(/ ?(?:x|ext\.?|extension) ?\d+$/i, '').replace(/\D/g, '').length;
    if (digits < 7 || digits > 15 || otherNumber.test(found)) return [];
    const isNamed =
      isIntroduced(text, index, introduction) ||
      following.test(text.slice(index + found.length, index + found.length + contextCharacters));
    const score = scorePhoneNumber(found, digits, isNamed);
    return [{ start: index, end: index + found.length, label: 'PHONE', score }];
  });

function scorePhoneNumber(found: string, digits: number, isNamed: boolean): number {
  if (isNamed) return 0.9;
  if (international.test(found) && digits >= 8) return 0.85;
  return northAmerican.test(found) ? 0.8 : 0.2;
}
