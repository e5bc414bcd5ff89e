/** An extension behind a number. */
export const extension = String.raw`(?: ?(?:x|ext\.?|extension|toestel|durchwahl|poste) ?\d{1,6})?`;

/** The North American form, which needs no word beside it. */
const northAmerican = new RegExp(
  String.raw`^(?:(?:\+1|001|1)[ .-]?)?\(?[2-9]\d{2}\)?[ .-]?[2-9]\d{2}[ .-]\d{4}${extension}$`,
  'i',
);

const international = /^\(?\+[1-9]/;

/** The prefix 00 also begins numbers with leading zeros: those have no groups and mostly fewer digits. */
const internationalPrefix = /^00[1-9]\d?\d?[ .\-/()]|^00[1-9]\d{9,12}$/;

/** The forms of dates, ranges of years, postcodes with four more digits, and social security numbers. */
const otherNumber =
  /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{4}-\d{4}|\d{5}-\d{4}|\d{3}-\d{2}-\d{4})$/;

/** Dates with a year of four digits, which more digits may follow. */
const date = /^(?:\d{1,2}([-./ ])\d{1,2}\1(?:19|20)\d{2}|(?:19|20)\d{2}([-./ ])\d{1,2}\2\d{1,2})(?!\d)/;

/**
 * National numbers that begin with a zero: a mobile prefix, or an area code apart from the rest.
 *
 * Dutch, Belgian, German, French, British, Italian and Chinese numbers have nine to twelve digits with their zero.
 */
const mobile = /^(?:0[467]\d{8}|07[3-9]\d{8}|01[5-7]\d{8,9}|06[ -]{1,3}\d{8})$/;
const areaCode = /^\(?0[1-9]\d{0,4}\)?(?: ?[-/. ] ?\d{2,8}){1,4}$/;

/** Mobile numbers in groups of Spain, Italy and China, which begin with no zero. */
const groupedMobile =
  /^(?:[67]\d{2}(?:[ .-]\d{2}){3}|3[2-9]\d[ .-](?:\d{3}[ .-]\d{4}|\d{6,7})|1[3-9]\d([ -])\d{4}\1\d{4})$/;

/** A decimal number among others, and the four parts of a version or an internet address. */
const decimal = /(?:^|[ /-])\d+\.\d+(?=[ /-]|$)/;
const dottedParts = /^(?:(?:0|1?[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])(?:\.(?!$)|\/\d+$|$)){4}$/;

/** A number with one point: without a word before it, it is a decimal number. */
const singlePoint = /^\d+\.\d+$/;

/** Checks whether digits in groups have the form of something else than a phone number. */
export function isOtherForm(written: string): boolean {
  return (
    otherNumber.test(written) ||
    date.test(written) ||
    dottedParts.test(written) ||
    (decimal.test(written) && !/^[+(]|^(?:3[2-9]\d|0[1-9]\d{0,2})\.\d{6,8}$/.test(written))
  );
}

/** Scores a number by its form alone: 0 when many other numbers have the same form. */
export function scoreForm(written: string, digits: number): number {
  if (singlePoint.test(written)) return 0;
  if (international.test(written) && digits >= 8) return 0.85;
  if (internationalPrefix.test(written) && digits >= 10) return 0.85;
  if (northAmerican.test(written)) return 0.8;
  return isNationalForm(written, digits) ? 0.75 : 0;
}

function isNationalForm(written: string, digits: number): boolean {
  if (groupedMobile.test(written)) return true;
  if (digits < 9 || digits > 12 || /^0[89]0/.test(written)) return false;
  if (mobile.test(written)) return true;
  // A postcode and a house number have two groups.
  if (digits === 9 && (written.match(/\d+/g)?.length ?? 0) < 3) return false;
  // Numbers of one width with leading zeros are cells of a table.
  return areaCode.test(written) && !/[^\d]0\d{2,}[^\d]+0\d{2,}/.test(written);
}
