import { Random } from '../seeded/random.js';
import { benignSentences, benignValues } from './benign-sentences.js';
import { phoneNumbers } from './phone-numbers.js';
import { type Cue, type Language, nationalCues, sentences } from './sentences.js';
import { typographies, writeNumber } from './typography.js';
import {
  makeCard,
  makeEmail,
  makeEncodedEmail,
  makeIban,
  makeIpv4,
  makeIpv6,
  makeSsn,
  nationalNumbers,
} from './values.js';

/** Describes a text, and the place of the personal data in it. */
export interface PersonalText {
  readonly kind: PersonalKind;
  readonly language: Language;
  /** The way in which the value is written, for example `en dash`. */
  readonly typography: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The ten kinds of personal data, in the order of the figures. */
export const personalKinds = [
  'e-mail',
  'e-mail, encoded',
  'phone, national',
  'phone, international',
  'card',
  'IBAN',
  'national number',
  'US SSN',
  'IPv4',
  'IPv6',
] as const;

/** One of the ten kinds of personal data. */
export type PersonalKind = (typeof personalKinds)[number];

const seed = 20_27;
const languages = ['en', 'nl', 'de', 'fr', 'es', 'it'] as const;

/** The share of numbers that are written with unusual signs. */
const unusualShare = 0.6;

/** The countries whose phone numbers people of a language write. */
const countries: Readonly<Record<Language, readonly string[]>> = {
  en: ['UK', 'US'],
  nl: ['NL', 'NL', 'BE'],
  de: ['DE'],
  fr: ['FR', 'FR', 'BE'],
  es: ['ES'],
  it: ['IT'],
  zh: ['CN'],
};

const cues: Readonly<Record<PersonalKind, Cue>> = {
  'e-mail': 'email',
  'e-mail, encoded': 'email',
  'phone, national': 'phone',
  'phone, international': 'phone',
  card: 'card',
  IBAN: 'iban',
  'national number': 'national',
  'US SSN': 'ssn',
  IPv4: 'address',
  IPv6: 'address',
};

/** Writes texts with one piece of personal data each, the same on every run: equally many of each kind. */
export function writePersonalTexts(count: number): readonly PersonalText[] {
  const random = new Random(seed, 'personal');
  return Array.from({ length: count }, (_, index) =>
    writePersonalText(random, personalKinds[index % personalKinds.length] ?? 'e-mail'),
  );
}

/** Writes texts of the same languages with numbers and names that are nobody's, the same on every run. */
export function writeBenignTexts(count: number): readonly string[] {
  const random = new Random(seed, 'benign');
  return Array.from({ length: count }, () => {
    const lists = benignSentences[random.pick(languages)];
    const kind = random.pick(Object.keys(benignValues) as (keyof typeof benignValues)[]);
    return random.pick(lists[kind]).replace('{}', benignValues[kind](random));
  });
}

function writePersonalText(random: Random, kind: PersonalKind): PersonalText {
  const isPhone = kind.startsWith('phone');
  const language = isPhone && random.chance(0.15) ? 'zh' : random.pick(languages);
  const home = language.toUpperCase();
  const country = home in nationalCues && random.chance(0.8) ? home : random.pick(Object.keys(nationalCues));
  const plain = makeValue(random, kind, language, country);
  const typography = isNumber(kind) && random.chance(unusualShare) ? random.pick(typographies) : 'plain';
  const value = writeNumber(random, plain, typography);
  const sentence = random
    .pick(sentences[language][cues[kind]] ?? [])
    .replace('{cue}', random.pick(nationalCues[country] ?? []));
  const start = sentence.indexOf('{}');
  return { kind, language, typography, text: sentence.replace('{}', () => value), start, end: start + value.length };
}

function makeValue(random: Random, kind: PersonalKind, language: Language, country: string): string {
  const phone = (): string => random.pick(countries[language]);
  switch (kind) {
    case 'e-mail':
      return makeEmail(random);
    case 'e-mail, encoded':
      return makeEncodedEmail(random);
    case 'phone, national':
      return makePhone(random, phone()).national;
    case 'phone, international':
      return makePhone(random, phone()).international;
    case 'card':
      return makeCard(random);
    case 'IBAN':
      return makeIban(random);
    case 'national number':
      return nationalNumbers[country as keyof typeof nationalNumbers](random);
    case 'US SSN':
      return makeSsn(random);
    case 'IPv4':
      return makeIpv4(random);
    case 'IPv6':
      return makeIpv6(random);
  }
}

function makePhone(random: Random, country: string): { readonly national: string; readonly international: string } {
  const make = phoneNumbers[country];
  if (make === undefined)
    throw new RangeError(`There are no phone numbers of ${country}: add them to phone-numbers.ts.`);
  return make(random);
}

/** E-mail and IP addresses have no separators and digits that people replace. */
function isNumber(kind: PersonalKind): boolean {
  return !kind.startsWith('e-mail') && !kind.startsWith('IP');
}
