import { type TextRange } from '../../../contract/moderation-input.js';
import { scriptsBesideNumbers } from '../../../text/scripts.js';
import { otherNumberWords } from '../other-numbers.js';
import { type PersonalDataDetector, type PlainText } from '../plain-text.js';
import { extension, isOtherForm, scoreForm } from './phone-forms.js';

/** Words that say that a number is a phone number, in English, Dutch, German, French, Spanish, Portuguese, Italian and Chinese. */
const phoneWords =
  /(?<![\p{L}\d])(?:(?:tele)?phones?|tel|call(?:ed|ing)?|cell(?:phone)?|mobiles?|mob|fax|answer(?:ed|ing|s)?|hotline|dial|whats ?app|wa\.me\/|sms|my number is|messages? (?:to|on|at)|telefoons?|mobiel|gsm|bel(?:len|t)?|belde|bereikbaar|bereiken|mijn nummer|appen|appje|telefon(?:isch)?|handy|mobil|ruf(?:en|t)?|anrufen|anruf|rufnummer|erreich\p{L}{0,6}|durchwahl|meine nummer|t[ée]l(?:[ée]phon\p{L}{1,3})?|appel\p{L}{0,4}|rappel\p{L}{0,4}|portable|joindre|joignable|mon num[ée]ro|fixe|tel[ée]fonos?|m[óo]vil|celular|ll[áa]m\p{L}{1,6}|mi n[úu]mero|locali[zs]\p{L}{1,5}|telefone|ligue|ligar|telem[óo]vel|meu n[úu]mero|telefoni|cellulare|chiam\p{L}{1,6}|mio numero|trov\p{L}{1,5}|recapito)(?:[ _-]?(?:numbers?|num|no|nr|nummer|number))?(?!\p{L})|电话|電話|手机|手機|号码|號碼|联系方式|联系|致电|拨打|座机|微信/giu;

/** Weaker words: they stand beside many other numbers too, so the number must be written in groups. */
const weakPhoneWords = /(?<![\p{L}\d])(?:text|reach|ring|phoned|nummer|num[ée]ro|n[úu]meros?)(?!\p{L})/giu;

/** Words behind a phone number that say of which kind it is. */
const phoneWordBehind =
  /^[\s\-,(]{0,3}(?:office|fax|mobile|cell|home|work|desk|phone|mobiel|thuis|werk|privat|mobil|portable|m[óo]vil)(?!\p{L})/iu;

/** Digits with at most two signs between any two, and an extension. Each step takes one digit, so it never backtracks far. */
const groups = new RegExp(
  String.raw`(?<!(?![${scriptsBesideNumbers}])[\p{L}\p{N}]|[_$€£#-]|\d[.,/:]|\+\d{1,3}\r?\n)(?:\+|\(\+?\d{1,5}\)[ .\-/_]{0,2})?\d(?:[ .\-/_]{0,2}\d| [-/] \d|[ .\-/_]?\(\d{1,5}\)[ .\-/_]?\d){4,17}${extension}(?!(?![${scriptsBesideNumbers}])[\p{L}\p{N}]|[.,:/]\d|-\d)`,
  'giu',
);

/** National numbers written one after the other: a search for the longest number would run them together. */
const national = new RegExp(
  String.raw`(?<!(?![${scriptsBesideNumbers}])[\p{L}\p{N}]|[_$€£#-]|\d[.,/:]|\+\d{1,3}\)?(?:[ .-]|\r?\n)?)(?:\(0[1-9]\d{0,4}\) ?\d{2,4}(?:[ -]?\d{2,4}){1,3}|0[1-9](?:([ .-])\d{2})(?:\1\d{2}){3}|0[67](?: - |[ -])?\d{8}|07\d{3}[ -]?\d{6}|01[5-7]\d(?: \/ |[ -/])?\d{7,8}|0[1-9]\d{1,3}[-/]\d{6,8}|3[2-9]\d[ .-]\d{6,7}|1[3-9]\d([ -])\d{4}\2\d{4})(?!(?![${scriptsBesideNumbers}])[\p{L}\p{N}]|[.,:/]\d|-\d)`,
  'gu',
);

/** A number that a line break cuts. A zero behind the break begins the next number. */
const wrapped = new RegExp(
  String.raw`(?<!(?![${scriptsBesideNumbers}])[\p{L}\p{N}]|[_$€£#-]|\d[.,/:])(?:\+|\(\+?\d{1,5}\)[ .\-/_]{0,2})?\d(?:[ .\-/_]{0,2}\d|[ .\-/_]?\(\d{1,5}\)){0,10}[ \-]?\r?\n(?!0[1-9])\d(?:[ .\-/_]{0,2}\d){1,10}(?!(?![${scriptsBesideNumbers}])[\p{L}\p{N}]|[.,:/]\d|-\d)`,
  'gu',
);

const machineNumbers = new Set(['uuid', 'timestamp'] as const);

const minimumDigits = 7;

/** Shorter and longer numbers without groups must stand directly behind the word. */
const minimumUngrouped = 9;
const maximumUngrouped = 11;

/** A list of phone numbers is told from a row of numbers by long groups. */
const longGroup = /\d{6}/;

/** How near the word for a number of unusual length must be. */
const adjacentDistance = 6;

/** How near the word for another kind of number must be to outweigh the form. */
const directDistance = 12;

/**
 * Finds phone numbers: in international, North American or a European or Chinese national form, or with a word beside them such as
 * "call" or "fax".
 *
 * They have seven to fifteen digits (ITU-T E.164), not counting the extension.
 */
export const findPhoneNumbers: PersonalDataDetector = (plain) => {
  const nationalNumbers = findCandidates(plain.text, national);
  const edges = new Set(
    nationalNumbers.flatMap(({ written, start, end }) => (longGroup.test(written) ? [start, end] : [])),
  );
  return [
    ...nationalNumbers,
    ...findCandidates(plain.text, groups),
    ...(plain.text.includes('\n') ? findCandidates(plain.text, wrapped) : []),
  ].flatMap((candidate) => {
    const score = scorePhoneNumber(plain, candidate, edges);
    return score > 0 ? [{ start: candidate.start, end: candidate.end, label: 'PHONE', score }] : [];
  });
};

function findCandidates(text: string, pattern: RegExp): readonly Candidate[] {
  return [...text.matchAll(pattern)].map(({ 0: written, index }) => ({
    written,
    start: index,
    end: index + written.length,
  }));
}

interface Candidate extends TextRange {
  readonly written: string;
}

/** @param edges The offsets at which phone numbers begin and end that a list may hold. */
function scorePhoneNumber(plain: PlainText, candidate: Candidate, edges: ReadonlySet<number>): number {
  const written = candidate.written.replace(/_|-?\r?\n/g, ' ');
  const bare = written.replace(/ ?(?:x|ext\.?|extension|toestel|durchwahl|poste) ?\d+$/i, '');
  const digits = bare.replace(/\D/g, '').length;
  if (digits < minimumDigits || digits > 15 || isOtherForm(written)) return 0;
  if (isNamed(plain, candidate, /^\d+$/.test(bare) ? digits : undefined))
    return plain.isToken(candidate, machineNumbers) ? 0 : 0.9;
  const isWrapped = written !== candidate.written && !written.startsWith('+');
  const score = isWrapped ? 0 : scoreForm(written, digits);
  return score > 0 && isAlone(plain, candidate, edges) && !plain.isToken(candidate, machineNumbers) ? score : 0;
}

/** @param ungrouped How many digits a number without groups has. */
function isNamed(plain: PlainText, { start, end }: TextRange, ungrouped: number | undefined): boolean {
  const isUsual = ungrouped === undefined || (ungrouped >= minimumUngrouped && ungrouped <= maximumUngrouped);
  const isValue = plain.text.charAt(start - 1) === '=';
  const maximumDistance = isValue ? 1 : isUsual ? Infinity : adjacentDistance;
  return (
    (isCalled(plain, start, phoneWords) && (plain.findDistance(start, phoneWords) ?? 0) <= maximumDistance) ||
    (ungrouped === undefined && isCalled(plain, start, weakPhoneWords)) ||
    phoneWordBehind.test(plain.text.slice(end, end + 24))
  );
}

/** Checks whether a word introduces a number, with no other number between the two. */
function isCalled(plain: PlainText, start: number, words: RegExp): boolean {
  if (!plain.isIntroduced(start, words, otherNumberWords)) return false;
  const distance = plain.findDistance(start, words) ?? 0;
  return !/\d/.test(plain.text.slice(start - distance, start));
}

/** Checks whether a number is neither part of a row or a name, nor introduced as another kind of number. */
function isAlone(plain: PlainText, { start, end }: TextRange, edges: ReadonlySet<number>): boolean {
  const other = plain.findDistance(start, otherNumberWords);
  if (other !== undefined && other <= directDistance) return false;
  if (/^-\p{L}/u.test(plain.text.slice(end, end + 2)) || plain.text.charAt(start - 1) === '=') return false;
  if (isAmongBytes(plain.text, start, end)) return false;
  const before = /\d([ \t,;|]{1,3})$/.exec(plain.text.slice(Math.max(0, start - 4), start))?.[1];
  const after = /^([ \t,;|]{1,3})\d/.exec(plain.text.slice(end, end + 4))?.[1];
  return (
    (before === undefined || edges.has(start - before.length)) && (after === undefined || edges.has(end + after.length))
  );
}

/** Checks whether two hexadecimal bytes stand before or behind digits: then the digits are bytes too. */
function isAmongBytes(text: string, start: number, end: number): boolean {
  return (
    /(?<![\p{L}\p{N}])(?:[\da-f]{2}(?:[\da-f]{2})? {1,2}){2}$/iu.test(text.slice(Math.max(0, start - 14), start)) ||
    /^(?: {1,2}[\da-f]{2}(?:[\da-f]{2})?){2}(?![\p{L}\p{N}])/iu.test(text.slice(end, end + 14))
  );
}
