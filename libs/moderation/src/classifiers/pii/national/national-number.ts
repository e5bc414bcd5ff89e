import * as nationalRegister from 'stdnum/lib/cjs/be/nn.js';
import * as residentIdentity from 'stdnum/lib/cjs/cn/ric.js';
import * as taxNumber from 'stdnum/lib/cjs/de/idnr.js';
import * as dni from 'stdnum/lib/cjs/es/dni.js';
import * as nie from 'stdnum/lib/cjs/es/nie.js';
import * as nir from 'stdnum/lib/cjs/fr/nir.js';
import * as nationalInsurance from 'stdnum/lib/cjs/gb/nino.js';
import * as codiceFiscale from 'stdnum/lib/cjs/it/codicefiscale.js';
import * as bsn from 'stdnum/lib/cjs/nl/bsn.js';

import { type PersonalDataDetector } from '../plain-text.js';
import { isPartOfLongerNumber } from './longer-number.js';

interface NationalNumber {
  readonly label: string;
  /** The form of the number, in capitals or small letters. A space stands for any space and for an underscore. */
  readonly shape: RegExp;
  /** Checks the number without the signs between its parts, in capitals. */
  readonly isValid: (value: string) => boolean;
  /** Words for the number. Global. */
  readonly words: RegExp;
  /** The forms that need no word: those that other numbers rarely have. Default: every form. */
  readonly sureForm?: RegExp;
}

/** No form: a word must introduce the number, because many other numbers pass its check. */
const noForm = /(?!)/;

const spanishWords = /(?<!\p{L})(?:dni|nif|nie|documento|identidad|extranjer[oa])(?!\p{L})/giu;

/** Numbers of persons with check digits, checked by the package `stdnum`. */
const nationalNumbers = (
  [
    {
      label: 'NL_BSN',
      shape: /\d{9}|\d{4}[ .-]\d{2}[ .-]\d{3}|\d{3}[ .-]\d{3}[ .-]\d{3}|\d{3}[ .-]\d{2}[ .-]\d{2}[ .-]\d{2}/,
      isValid: (value) => bsn.validate(value).isValid,
      words: /(?<!\p{L})(?:bsn|burger ?service ?nummer|sofi(?:-?nummer)?)(?!\p{L})/giu,
      sureForm: noForm,
    },
    {
      label: 'BE_NN',
      shape: /\d{2}[ .-]?\d{2}[ .-]?\d{2}[ .-]?\d{3}[ .-]?\d{2}/,
      isValid: (value) => nationalRegister.validate(value).isValid,
      words:
        /(?<!\p{L})(?:rijksregister\p{L}{0,10}|insz|niss|registre national|num[ée]ro national|nationalregister|national register)/giu,
      sureForm: /^\d{2}[. ]\d{2}[. ]\d{2}[ -]\d{3}[. ]\d{2}$/,
    },
    {
      label: 'FR_NIR',
      shape:
        /[1-478](?:[ -]?\d{2}[ -]?\d{2}[ -]?(?:\d{2}|2[AB])[ -]?\d{3}[ -]?\d{3}[ -]?\d{2}|\.\d{2}\.\d{2}\.(?:\d{2}|2[AB])\.\d{3}\.\d{3}\.\d{2})/,
      isValid: (value) => nir.validate(value).isValid,
      words: /(?<!\p{L})(?:nir|s[ée]curit[ée] sociale|s[ée]cu|insee)(?!\p{L})/giu,
    },
    {
      label: 'DE_TAX_ID',
      shape: /\d{2}[ .-]?\d{3}[ .-]?\d{3}[ .-]?\d{3}/,
      isValid: (value) => taxNumber.validate(value).isValid,
      words: /(?:steuer\p{L}{0,30}|(?<!\p{L})(?:idnr|tax[ -]?id|tin)(?!\p{L}))/giu,
      sureForm: noForm,
    },
    {
      label: 'IT_CODICE_FISCALE',
      shape:
        /[A-Z]{3}[ -]?[A-Z]{3}[ -]?[0-9LMNPQRSTUV]{2}[ -]?[ABCDEHLMPRST][ -]?[0-9LMNPQRSTUV]{2}[ -]?[A-Z][0-9LMNPQRSTUV]{3}[ -]?[A-Z]/,
      isValid: (value) => codiceFiscale.validate(value).isValid,
      words: /(?<!\p{L})(?:codice fiscale|c\.?f\.?)(?!\p{L})/giu,
    },
    {
      label: 'ES_DNI',
      shape: /\d{2}\.?\d{3}\.?\d{3}[ .-]?[A-Z]/,
      isValid: (value) => dni.validate(value).isValid,
      words: spanishWords,
      sureForm: /^\d{8}-?[A-Z]$/,
    },
    {
      label: 'ES_NIE',
      shape: /[XYZ][ -]?\d{7}[ -]?[A-Z]/,
      isValid: (value) => nie.validate(value).isValid,
      words: spanishWords,
      sureForm: /^[XYZ]-?\d{7}-?[A-Z]$/,
    },
    {
      label: 'UK_NINO',
      shape: /[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]/,
      isValid: (value) => nationalInsurance.validate(value).isValid,
      words: /(?<!\p{L})(?:national insurance|nino|ni)(?: (?:number|no))?(?!\p{L})/giu,
      sureForm: /^[A-Z]{2} \d{2} \d{2} \d{2} [A-D]$/,
    },
    {
      label: 'CN_RIC',
      shape: /\d{6}[ -]?\d{8}[ -]?\d{3}[\dX]/,
      isValid: (value) => residentIdentity.validate(value).isValid,
      words: /身份证|公民身份/gu,
    },
  ] satisfies readonly NationalNumber[]
).map((number: NationalNumber) => ({
  ...number,
  // A search that begins only where letters and digits begin reads a long run of them once.
  shape: new RegExp(`(?<![0-9a-z])(?:${number.shape.source.replaceAll('[ ', '[\\s_')})(?![0-9a-z])`, 'gi'),
}));

/** Finds numbers of persons by their check digits. Those without a sure form need a word before them. */
export const findNationalNumbers: PersonalDataDetector = (plain) =>
  nationalNumbers.flatMap(({ label, shape, isValid, words, sureForm }) =>
    [...plain.text.matchAll(shape)].flatMap(({ 0: found, index }) => {
      const range = { start: index, end: index + found.length };
      if (!plain.standsAlone(range) || !isValid(found.replace(/[\s._-]/g, '').toUpperCase())) return [];
      const isFound =
        plain.isIntroduced(index, words) ||
        ((sureForm?.test(found) ?? true) && !isPartOfLongerNumber(plain.text, range));
      return isFound ? [{ ...range, label, score: 0.95 }] : [];
    }),
  );
