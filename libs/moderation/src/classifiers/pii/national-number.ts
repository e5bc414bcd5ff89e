import * as taxNumber from 'stdnum/lib/cjs/de/idnr.js';
import * as dni from 'stdnum/lib/cjs/es/dni.js';
import * as nie from 'stdnum/lib/cjs/es/nie.js';
import * as nir from 'stdnum/lib/cjs/fr/nir.js';
import * as codiceFiscale from 'stdnum/lib/cjs/it/codicefiscale.js';
import * as bsn from 'stdnum/lib/cjs/nl/bsn.js';

import { type Detector } from '../spans/detected-span.js';
import { isIntroduced, standsAlone } from './number-context.js';

interface NationalNumber {
  readonly label: string;
  readonly shape: RegExp;
  readonly isValid: (value: string) => boolean;
  /** Words that must introduce the number, where many other numbers pass its check. */
  readonly introduction?: RegExp;
}

/** Numbers of persons with check digits, checked by the package `stdnum`. */
const nationalNumbers: readonly NationalNumber[] = [
  {
    label: 'NL_BSN',
    shape: /\d{9}|\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[. ]\d{3}[. ]\d{3}/g,
    isValid: (value) => bsn.validate(value.replace(/[. ]/g, '')).isValid,
    introduction: /\b(?:bsn|burger ?service ?nummer|sofi(?:-?nummer)?)\b/i,
  },
  {
    label: 'FR_NIR',
    shape: /[1-478]\s?\d{2}\s?\d{2}\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}\s?\d{2}/gi,
    isValid: (value) => nir.validate(value.replace(/\s/g, '')).isValid,
  },
  {
    label: 'DE_TAX_ID',
    shape: /\d{2} ?\d{3} ?\d{3} ?\d{3}/g,
    isValid: (value) => taxNumber.validate(value.replace(/ /g, '')).isValid,
    introduction: /(?:steuer|idnr|tax[ -]?id|tin\b)/i,
  },
  {
    label: 'IT_CODICE_FISCALE',
    shape: /[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]/gi,
    isValid: (value) => codiceFiscale.validate(value.toUpperCase()).isValid,
  },
  {
    label: 'ES_DNI',
    shape: /\d{8}[ -]?[A-Z]/gi,
    isValid: (value) => dni.validate(value.replace(/[ -]/g, '').toUpperCase()).isValid,
  },
  {
    label: 'ES_NIE',
    shape: /[XYZ][ -]?\d{7}[ -]?[A-Z]/gi,
    isValid: (value) => nie.validate(value.replace(/[ -]/g, '').toUpperCase()).isValid,
  },
];

/** Finds Dutch BSN, French NIR, German tax numbers, Italian codice fiscale, Spanish DNI and NIE. */
export const findNationalNumbers: Detector = (text) =>
  nationalNumbers.flatMap(({ label, shape, isValid, introduction }) =>
    [...text.matchAll(shape)].flatMap(({ 0: found, index }) => {
      const end = index + found.length;
      const isFound =
        standsAlone(text, index, end) &&
        (introduction === undefined || isIntroduced(text, index, introduction)) &&
        isValid(found);
      return isFound ? [{ start: index, end, label, score: 0.95 }] : [];
    }),
  );
