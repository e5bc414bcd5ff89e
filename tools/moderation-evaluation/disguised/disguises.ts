import { disguises as wordDisguises } from '../../../libs/moderation/testing/disguises.js';

/** The terms that a disguise can hide: words of a list, a sentence, a number in groups, a mail address, or any text. */
export type DisguiseTarget = 'word' | 'sentence' | 'number' | 'mail' | 'key';

/** Describes a way to hide a term. */
export interface Disguise {
  readonly name: string;
  readonly targets: readonly DisguiseTarget[];
  hide(term: string): string;
}

const all = ['word', 'sentence', 'number', 'mail', 'key'] as const;
const language = ['word', 'sentence'] as const;

/** Lists the ways to hide a term that every classifier is to see through. */
export const disguiseList: readonly Disguise[] = [
  { name: 'as written', targets: all, hide: (term) => term },
  ...Object.entries(wordDisguises)
    .filter(([name]) => !['none', 'spaced words', 'dotted words', 'fullwidth', 'zero-width', 'base64'].includes(name))
    .map(([name, hide]): Disguise => ({
      name,
      targets: name === 'spaced' || name === 'dotted' ? ['word'] : language,
      hide,
    })),
  { name: 'full width', targets: all, hide: (term) => shiftCharacters(term, /[!-~]/g, 0xfee0) },
  {
    name: 'mathematical letters',
    targets: ['word', 'sentence', 'mail'],
    hide: (term) => shiftCharacters(term, /[a-z]/g, 0x1d41a - 0x61),
  },
  { name: 'zero-width spaces', targets: all, hide: (term) => [...term].join('\u200b') },
  { name: 'word joiner, once', targets: all, hide: (term) => cut(term).join('\u2060') },
  { name: 'soft hyphen', targets: all, hide: (term) => cut(term).join('\u00ad') },
  { name: 'null character', targets: all, hide: (term) => cut(term).join('\u0000') },
  { name: 'other control character', targets: all, hide: (term) => cut(term).join('\u0008') },
  { name: 'tag characters inside', targets: all, hide: (term) => cut(term).join('\u{e0061}\u{e0062}') },
  { name: 'written in tag characters', targets: all, hide: (term) => shiftCharacters(term, /[ -~]/g, 0xe0000) },
  { name: 'variation selectors', targets: all, hide: (term) => [...term].join('\ufe0f') },
  {
    name: 'regional indicators',
    targets: ['word'],
    hide: (term) => [...shiftCharacters(term, /[a-z]/g, 0x1f1e6 - 0x61)].join(' '),
  },
  { name: 'bidi override', targets: all, hide: (term) => `\u202e${[...term].reverse().join('')}\u202c` },
  { name: 'HTML entities', targets: all, hide: (term) => encode(term, (code) => `&#${code};`) },
  {
    name: 'HTML entities, hexadecimal',
    targets: all,
    hide: (term) => encode(term, (code) => `&#x${code.toString(16)};`),
  },
  {
    name: 'one HTML entity',
    targets: all,
    hide: (term) => `${cut(term)[0]}&#${cut(term)[1]?.charCodeAt(0) ?? 0};${cut(term)[1]?.slice(1) ?? ''}`,
  },
  {
    name: 'percent encoding',
    targets: all,
    hide: (term) => encode(term, (code) => `%${code.toString(16).padStart(2, '0')}`),
  },
  {
    name: 'backslash escapes',
    targets: all,
    hide: (term) => encode(term, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
  },
  { name: 'hexadecimal', targets: all, hide: (term) => Buffer.from(term).toString('hex') },
  { name: 'base64', targets: all, hide: (term) => Buffer.from(term).toString('base64') },
  { name: 'base64url', targets: all, hide: (term) => Buffer.from(term).toString('base64url') },
  { name: 'stars of Markdown inside', targets: language, hide: (term) => cut(term).join('**') },
  { name: 'tag of HTML inside', targets: language, hide: (term) => cut(term).join('<b>').concat('</b>') },
  { name: 'comment of HTML inside', targets: language, hide: (term) => cut(term).join('<!-- -->') },
  { name: 'hyphen at a line end', targets: ['word'], hide: (term) => cut(term).join('-\n') },
  { name: 'repeated letters', targets: ['word'], hide: (term) => term.replace(/[aeiou]/, (vowel) => vowel.repeat(5)) },
  { name: 'upper case', targets: language, hide: (term) => term.toUpperCase() },
  { name: 'plural', targets: ['word'], hide: (term) => `${term}s` },
  { name: 'possessive', targets: ['word'], hide: (term) => `${term}’s` },
  { name: 'no-break spaces', targets: ['sentence', 'number'], hide: (term) => term.replaceAll(' ', '\u00a0') },
  { name: 'narrow no-break spaces', targets: ['sentence', 'number'], hide: (term) => term.replaceAll(' ', '\u202f') },
  { name: 'line breaks for spaces', targets: ['sentence', 'number'], hide: (term) => term.replaceAll(' ', '\n') },
  { name: 'en dashes', targets: ['number'], hide: (term) => term.replaceAll(' ', '–') },
  { name: 'dots', targets: ['number'], hide: (term) => term.replaceAll(' ', '.') },
  { name: 'underscores', targets: ['number'], hide: (term) => term.replaceAll(' ', '_') },
  { name: 'Arabic-Indic digits', targets: ['number'], hide: (term) => shiftCharacters(term, /\d/g, 0x0660 - 0x30) },
  { name: 'Devanagari digits', targets: ['number'], hide: (term) => shiftCharacters(term, /\d/g, 0x0966 - 0x30) },
  { name: 'full-width @', targets: ['mail'], hide: (term) => term.replace('@', '＠') },
  { name: '%40', targets: ['mail'], hide: (term) => term.replace('@', '%40') },
  { name: '&#64;', targets: ['mail'], hide: (term) => term.replace('@', '&#64;') },
];

/** Splits a term in the middle of a word, after its third sign. */
function cut(term: string): readonly string[] {
  return [term.slice(0, 3), term.slice(3)];
}

function shiftCharacters(term: string, characters: RegExp, by: number): string {
  return term.replace(characters, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + by));
}

function encode(term: string, write: (code: number) => string): string {
  return [...term].map((sign) => write(sign.codePointAt(0) ?? 0)).join('');
}
