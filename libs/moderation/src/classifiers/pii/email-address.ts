import { type DetectedSpan } from '../spans/detected-span.js';
import { type PersonalDataDetector } from './plain-text.js';

/** RFC 5321 bounds: 64 characters before the @, labels of 63. The bounds also limit the work per character. */
const domain = String.raw`(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.){1,8}\p{L}[\p{L}-]{0,22}\p{L}`;

/** Ends of names that nobody can own: top-level names and domains for tests and documentation (RFC 2606, RFC 6761). */
const reserved = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$/i;

/** An address as it is typed; its first part may be quoted. */
const typed = new RegExp(
  String.raw`(?:(?<![\p{L}\p{N}._%+-])([\p{L}\p{N}_%+][\p{L}\p{N}._%+'-]{0,63})|"[\p{L}\p{N}._%+-]{1,20}(?: [\p{L}\p{N}._%+-]{1,20}){0,2}")@(${domain})(?![\p{L}\p{N}])`,
  'gu',
);

const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})`;
const at = String.raw` ?[[({<] ?(?:at|@|arobase|arroba|chiocciola|apenstaartje|æt) ?[\])}>] ?`;
const dot = String.raw`(?:\.| ?[[({<] ?(?:\.|dot|punt|punkt|point|punto) ?[\])}>] ?)`;

/** An address that is written so that programs do not find it: `jan (at) mail (dot) nl`. */
const spelled = new RegExp(
  String.raw`(?<![\p{L}\p{N}._%+-])([\p{L}\p{N}_%+][\p{L}\p{N}._%+'-]{0,63})${at}(${label}(?:${dot}${label}){1,4})(?![\p{L}\p{N}-])`,
  'giu',
);

/** Finds email addresses, with letters of any script, except those under reserved domains and logins of machines. */
export const findEmailAddresses: PersonalDataDetector = ({ text }) => [
  ...(text.includes('@') ? [...text.matchAll(typed)].flatMap((match) => toSpan(text, match)) : []),
  ...(/[[({<] ?(?:at|@|a[rpæ])/i.test(text) ? [...text.matchAll(spelled)].flatMap((match) => toSpan(text, match)) : []),
];

function toSpan(
  text: string,
  { 0: found, 1: name = '', 2: written = '', index }: RegExpExecArray,
): readonly DetectedSpan[] {
  const host = written.replace(/ ?[[({<] ?[^\])}>]{1,5} ?[\])}>] ?/g, '.');
  const end = index + found.length;
  const isAddress = /\.\p{L}[\p{L}-]*\p{L}$/u.test(host) && !reserved.test(host) && !isVersion(host);
  return isAddress && !isLogin(text, name, index, end) ? [{ start: index, end, label: 'EMAIL', score: 1 }] : [];
}

/** Checks whether a version or the scale of a picture was read as a host: `tool@1.2.3-beta.next`, `model@v1.bin`, `logo@2x.png`. */
function isVersion(host: string): boolean {
  return /^(?:v?\d+\.\d|v\d+\.|\dx\.)/i.test(host);
}

/** Checks whether an address is the login of a machine: in a URL, before the path of a repository, or of a version control system. */
function isLogin(text: string, name: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 48), start);
  const after = text.slice(end, end + 80);
  return (
    /^(?:git|hg|svn)$/i.test(name) ||
    /[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s/@]{0,24}:)?$/i.test(before) ||
    /^:(?:~|[\w.~+-]*\/|[\w.+-]+\.git(?!\w))/.test(after)
  );
}
