/** Issuer ranges (ISO/IEC 7812): American Express, Diners, JCB, Visa, Mastercard, Discover, Maestro, UnionPay, RuPay. */
const issuers =
  /^(?:3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|(?:2131|1800)\d{11}|4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|6(?:011|5\d\d|4[4-9]\d|2\d\d|08\d|52\d)\d{12,15}|(?:50|5[6-9]|6\d)\d{10,17})$/;

/** Checks whether the length and the first digits of a number are those of an issuer. */
export function fitsIssuer(digits: string): boolean {
  return issuers.test(digits);
}

/** Checks Luhn's check digit (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let position = 0; position < digits.length; position += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - position) - 0x30;
    const weighted = position % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
