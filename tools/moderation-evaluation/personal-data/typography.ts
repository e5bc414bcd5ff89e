import { type Random } from '../seeded/random.js';

const separators = {
  'no-break space': '\u00a0',
  'narrow no-break space': '\u202f',
  'thin space': '\u2009',
  'en dash': '\u2013',
  'non-breaking hyphen': '\u2011',
  dot: '.',
  underscore: '_',
  'line break': '\n',
} as const;

const digitStarts = { 'full-width digits': 0xff10, 'Arabic-Indic digits': 0x0660, 'Persian digits': 0x06f0 } as const;

/** The names of the ways to write a number. */
export const typographies = ['plain', ...Object.keys(separators), ...Object.keys(digitStarts), 'zero-width'] as const;

/** Writes a number as it comes out of documents, forms and keyboards: other separators, other digits, invisible signs. */
export function writeNumber(random: Random, value: string, typography: string): string {
  if (typography in digitStarts) {
    const start = digitStarts[typography as keyof typeof digitStarts];
    return value.replace(/\d/g, (digit) => String.fromCodePoint(start + Number(digit)));
  }
  if (typography === 'zero-width') {
    const sign = random.pick(['\u200b', '\u200c', '\u2060', '\ufeff', '\u00ad']);
    return [...value].join(random.chance(0.3) ? sign : '').replace(/(?<=^.{3,9})(?=\w)/u, sign);
  }
  if (typography in separators) {
    const separator = separators[typography as keyof typeof separators];
    // A line ends at one place of a number, not at all.
    return separator === '\n'
      ? value.replace(/(?<=\w)[ -](?=\w)/, '\n')
      : value.replace(/(?<=\w)[ -](?=\w)/g, separator);
  }
  return value;
}
