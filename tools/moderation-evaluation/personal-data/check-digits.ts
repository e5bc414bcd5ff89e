/**
 * Computes the check digits of cards, bank accounts and national numbers from their published rules.
 * The code is apart from the detectors, which these numbers measure.
 */

/** Appends the Luhn digit of a payment card: ISO/IEC 7812. */
export function appendLuhnDigit(body: string): string {
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** Makes an IBAN of a country and its account: ISO 13616, modulo 97. */
export function toIban(country: string, account: string): string {
  const check = 98 - modulo(toNumbers(`${account}${country}00`), 97);
  return `${country}${`${check}`.padStart(2, '0')}${account}`;
}

/** Makes a Dutch citizen service number of eight digits, or returns undefined when none ends it: the eleven test. */
export function appendBsnDigit(body: string): string | undefined {
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (9 - index), 0);
  const digit = sum % 11;
  return digit > 9 ? undefined : `${body}${digit}`;
}

/** Appends the two key digits of a French social security number: 97 minus the rest by 97. */
export function appendNirKey(body: string): string {
  return `${body}${`${97 - modulo(body, 97)}`.padStart(2, '0')}`;
}

/** Appends the last digit of a German tax number: ISO 7064, modulo 11, 10. */
export function appendTaxDigit(body: string): string {
  let product = 10;
  for (const digit of body) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return `${body}${(11 - product) % 10}`;
}

/** Appends the letter of a Spanish identity number. X, Y and Z at the start stand for 0, 1 and 2. */
export function appendDniLetter(body: string): string {
  const digits = body.replace('X', '0').replace('Y', '1').replace('Z', '2');
  return `${body}${'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(Number(digits) % 23)}`;
}

/** The values of the signs at odd places of an Italian tax code, for 0-9 and A-Z. */
const oddValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/** Appends the last letter of an Italian tax code. */
export function appendTaxCodeLetter(body: string): string {
  const sum = [...body].reduce((total, sign, index) => {
    const place = /\d/.test(sign) ? Number(sign) : sign.charCodeAt(0) - 65;
    return total + (index % 2 === 0 ? (oddValues[place] ?? 0) : place);
  }, 0);
  return `${body}${String.fromCharCode(65 + (sum % 26))}`;
}

/** Appends the two digits of a Belgian national number of someone born before 2000. */
export function appendBelgianDigits(body: string): string {
  return `${body}${`${97 - modulo(body, 97)}`.padStart(2, '0')}`;
}

/** Makes the account part of an IBAN with the check digits of its country. */
export const toAccount = {
  /** Belgium: the first ten digits modulo 97, or 97. */
  BE: (body: string): string => `${body}${`${modulo(body, 97) || 97}`.padStart(2, '0')}`,
  /** France: the key of the RIB. */
  FR: (body: string): string => `${body}${`${97 - modulo(`${body}00`, 97)}`.padStart(2, '0')}`,
  /** Spain: one control digit for bank and branch, one for the account. */
  ES: (bank: string, account: string): string =>
    `${bank}${computeSpanishDigit(`00${bank}`)}${computeSpanishDigit(account)}${account}`,
  /** Italy: the CIN, a letter before the rest, computed as that of a tax code. */
  IT: (body: string): string => `${appendTaxCodeLetter(body).slice(-1)}${body}`,
} as const;

function computeSpanishDigit(digits: string): number {
  const weights = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];
  const rest = [...digits].reduce((sum, digit, index) => sum + Number(digit) * (weights[index] ?? 0), 0) % 11;
  return rest < 2 ? rest : 11 - rest;
}

function toNumbers(text: string): string {
  return [...text].map((sign) => (/\d/.test(sign) ? sign : `${sign.charCodeAt(0) - 55}`)).join('');
}

function modulo(digits: string, divisor: number): number {
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % divisor, 0);
}
