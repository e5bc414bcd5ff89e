import { alphabets, type Random } from '../seeded/random.js';
import { draw } from '../ordinary/vocabulary.js';
import {
  appendBelgianDigits,
  appendBsnDigit,
  appendDniLetter,
  appendLuhnDigit,
  appendNirKey,
  appendTaxCodeLetter,
  appendTaxDigit,
  toAccount,
  toIban,
} from './check-digits.js';

/** Makes an e-mail address at a domain that is not reserved. */
export function makeEmail(random: Random): string {
  const local = random.pick([
    draw.user(random),
    `${draw.noun(random)}.${draw.noun(random)}${random.integer(1, 99)}`,
    `${random.pick([...'abcdej'])}.${draw.noun(random)}`,
    `${draw.noun(random)}_${draw.noun(random)}`,
    `${draw.noun(random)}+${draw.noun(random)}`,
  ]);
  return `${local}@${domain(random)}`;
}

/** Makes an e-mail address in a form that programs and people use instead of the plain one. */
export function makeEncodedEmail(random: Random): string {
  const [local = '', host = ''] = makeEmail(random).split('@');
  return random.pick([
    `${local}＠${host}`,
    `${local.replace('+', '%2B')}%40${host}`,
    `${local}&#64;${host}`,
    `${local}&#x40;${host}`,
    `${[...local].map((letter, index) => (index % 3 === 0 ? `&#${letter.codePointAt(0) ?? 0};` : letter)).join('')}@${host}`,
    `"${local.replace('.', ' ')}"@${host}`,
    `${local}@\u200b${host}`,
    `${local}@${host}`.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  ]);
}

/** Makes the number of a payment card, joined or in groups. */
export function makeCard(random: Random): string {
  const isAmex = random.chance(0.15);
  const start = isAmex ? random.pick(['34', '37']) : random.pick(['4', '51', '52', '53', '54', '55', '2221', '6011']);
  const number = appendLuhnDigit(`${start}${random.digits((isAmex ? 14 : 15) - start.length)}`);
  const groups = isAmex ? [number.slice(0, 4), number.slice(4, 10), number.slice(10)] : (number.match(/.{4}/g) ?? []);
  return random.chance(0.25) ? number : groups.join(random.pick([' ', ' ', '-']));
}

/** Makes bank accounts by country, as they follow the check digits of an IBAN. */
const accounts: Readonly<Record<string, (random: Random) => string>> = {
  NL: (random) => `${random.string(alphabets.upper, 4)}0${random.digits(9)}`,
  DE: (random) => random.digits(18),
  AT: (random) => random.digits(16),
  GB: (random) => `${random.string(alphabets.upper, 4)}${random.digits(14)}`,
  BE: (random) => toAccount.BE(random.number(10)),
  FR: (random) => toAccount.FR(random.digits(21)),
  ES: (random) => toAccount.ES(random.digits(8), random.digits(10)),
  IT: (random) => toAccount.IT(random.digits(22)),
};

/** Makes an IBAN, joined or in groups of four. */
export function makeIban(random: Random): string {
  const [country, make] = random.pick(Object.entries(accounts));
  const iban = toIban(country, make(random));
  return random.chance(0.35) ? iban : (iban.match(/.{1,4}/g) ?? []).join(' ');
}

/** Makes a national number of a country. */
export const nationalNumbers = {
  NL: (random: Random): string => {
    for (;;) {
      const number = appendBsnDigit(random.number(8));
      if (number !== undefined)
        return random.pick([number, `${number.slice(0, 4)}.${number.slice(4, 6)}.${number.slice(6)}`]);
    }
  },
  DE: (random: Random): string => {
    // One of the first ten digits is there twice, and one is missing.
    const digits = random.shuffle([...'0123456789']);
    const body = [...digits.slice(0, 9), digits[random.integer(0, 7)]].join('');
    const number = appendTaxDigit(body.startsWith('0') ? `${body.slice(1)}0` : body);
    return random.pick([
      number,
      `${number.slice(0, 2)} ${number.slice(2, 5)} ${number.slice(5, 8)} ${number.slice(8)}`,
    ]);
  },
  FR: (random: Random): string => {
    const month = `${random.integer(1, 12)}`.padStart(2, '0');
    const number = appendNirKey(
      `${random.integer(1, 2)}${random.integer(30, 99)}${month}${random.integer(10, 19)}${random.integer(100, 899)}${random.integer(100, 999)}`,
    );
    const parts = [
      number.slice(0, 1),
      number.slice(1, 3),
      number.slice(3, 5),
      number.slice(5, 7),
      number.slice(7, 10),
      number.slice(10, 13),
      number.slice(13),
    ];
    return random.pick([number, parts.join(' ')]);
  },
  ES: (random: Random): string => {
    const number = appendDniLetter(
      random.chance(0.6) ? random.number(8) : `${random.pick([...'XYZ'])}${random.digits(7)}`,
    );
    return random.pick([number, `${number.slice(0, -1)}-${number.slice(-1)}`]);
  },
  IT: (random: Random): string => {
    const letters = (count: number): string => random.string('BCDFGLMNPRSTV', count);
    const day = `${random.integer(1, 28) + random.pick([0, 40])}`.padStart(2, '0');
    return appendTaxCodeLetter(
      `${letters(6)}${random.integer(30, 99)}${random.pick([...'ABCDEHLMPRST'])}${day}${random.pick([...'ABCDEFGHIL'])}${random.digits(3)}`,
    );
  },
  BE: (random: Random): string => {
    const month = `${random.integer(1, 12)}`.padStart(2, '0');
    const day = `${random.integer(1, 28)}`.padStart(2, '0');
    const number = appendBelgianDigits(`${random.integer(30, 99)}${month}${day}${random.integer(100, 997)}`);
    return `${number.slice(0, 2)}.${number.slice(2, 4)}.${number.slice(4, 6)}-${number.slice(6, 9)}.${number.slice(9)}`;
  },
} as const;

/** Makes a social security number of the United States in a range that is given out. */
export function makeSsn(random: Random): string {
  const area = random.integer(1, 665);
  return `${`${area}`.padStart(3, '0')}-${`${random.integer(1, 99)}`.padStart(2, '0')}-${`${random.integer(1, 9999)}`.padStart(4, '0')}`;
}

/** Makes a public IPv4 address. */
export function makeIpv4(random: Random): string {
  const first = random.pick([31, 46, 62, 78, 81, 84, 88, 91, 109, 145, 151, 176, 185, 193, 212, 217]);
  const address = `${first}.${random.integer(1, 254)}.${random.integer(0, 255)}.${random.integer(1, 254)}`;
  return address;
}

/** Makes a public IPv6 address. */
export function makeIpv6(random: Random): string {
  const group = (): string => random.hex(random.integer(1, 4)).replace(/^0+(?=.)/, '');
  const start = `${random.pick(['2a00', '2a01', '2a02', '2a06', '2001', '2600'])}:${random.pick(['4f8', '1450', '41', 'a44', '67c', '1f1c'])}`;
  return random.chance(0.5)
    ? `${start}:${random.list(6, 6, group).join(':')}`
    : `${start}:${random.list(1, 2, group).join(':')}::${random.list(1, 2, group).join(':')}`;
}

function domain(random: Random): string {
  const name = random.pick([
    `${draw.adjective(random)}${draw.noun(random)}`,
    `${draw.noun(random)}${draw.noun(random)}`,
    `${draw.noun(random)}${random.integer(1, 99)}`,
    `mail.${draw.adjective(random)}${draw.noun(random)}`,
    draw.kebab(random),
  ]);
  return `${name}.${random.pick(['nl', 'de', 'fr', 'be', 'es', 'it', 'com', 'org', 'co.uk', 'eu', 'io'])}`;
}
