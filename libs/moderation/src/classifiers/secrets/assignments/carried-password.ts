import { type DetectedSpan } from '../../spans/detected-span.js';
import { isReference, isSample } from '../values/sample-value.js';
import { toValueKind } from '../values/value-kind.js';

/** A form that carries a password where no name stands beside it. */
interface Carrier {
  /** Global, with indices, and the groups `value` and perhaps `user`. Each repetition is bounded. */
  readonly pattern: RegExp;
  readonly accepts: (value: string, user: string) => boolean;
}

/** A manual writes the word itself, and default accounts have the same word twice. */
const passwordWord = /^(?:pass(?:w(?:or)?d|phrase)?|pwd|secret|token|pw|api-?key|key|x+|\*+)$/i;

function isPassword(value: string, user: string): boolean {
  return !passwordWord.test(value) && value !== user && !isReference(value) && !isSample(value);
}

/** Checks whether a value is a key: `Bearer` and such words stand in prose too. */
function isHeaderValue(value: string): boolean {
  return (
    !isReference(value) && !isSample(value) && (toValueKind(value) === 'random' || toValueKind(value) === 'fingerprint')
  );
}

const carriers: readonly Carrier[] = [
  // `Bearer …` in a header, with no operator between.
  { pattern: /\bbearer[ \t]{1,4}(?<value>[\w.=+/~-]{16,4096})/dgi, accepts: isHeaderValue },
  // `Authorization: Basic …` and other schemes.
  {
    pattern:
      /\b(?:authorization|token)["']?\s?[:=]\s?["']?(?:basic|token|digest|apikey|key)[ \t]{1,4}(?<value>[\w.=+/~-]{8,4096})/dgi,
    accepts: (value) => isHeaderValue(value) || isBasicAccount(value),
  },
  { pattern: /\bbasic[ \t](?<value>[\w=+/-]{8,4096})/dgi, accepts: isBasicAccount },
  // `scheme://user:password@host`. The host may be any: only the password is the secret.
  {
    pattern:
      /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:\/\/(?<user>[^\s:@/"'<>]{0,100}):(?<value>[^\s:@/"'<>]{3,256})@[\w.[-]/dgi,
    accepts: isPassword,
  },
  // `<add key="Password" value="…" />` of .NET's configuration files.
  {
    pattern:
      /\bkey\s?=\s?"[\w.-]{0,40}(?:password|secret|token|apikey)"\s{1,8}value\s?=\s?"(?<value>\S{4,256}?)"\s{0,8}\/?>/dgi,
    accepts: (value) => isPassword(value, ''),
  },
];

/** `curl -u user:password`, with the lines that a command goes on in. */
const commandAccount =
  /\s(?:-u|--user)[ \t=]{0,8}(?:(?<user>[^\s:"']{0,80}):(?<value>[^\s"']{3,256})|["'](?<quotedUser>[^:"'\n]{0,80}):(?<quoted>[^"'\n]{3,256}))/di;

/** The most characters of a command up to the end of its password. */
const maximumCommandLength = 600;

/** Finds the passwords of commands. Each part of the text is searched once, up to the next command. */
function findCommandPasswords(text: string): readonly DetectedSpan[] {
  const found: DetectedSpan[] = [];
  for (let start = text.indexOf('curl'); start >= 0;) {
    const next = text.indexOf('curl', start + 1);
    const end = Math.min(start + maximumCommandLength, next < 0 ? text.length : next);
    const match = commandAccount.exec(text.slice(start, end));
    if (match !== null) found.push(...toSpans(match, isPassword, start));
    start = next;
  }
  return found;
}

/** Finds passwords in the forms that carry them without a name: headers, addresses, command lines. */
export function findCarriedPasswords(text: string): readonly DetectedSpan[] {
  const found = carriers.flatMap(({ pattern, accepts }) =>
    [...text.matchAll(pattern)].flatMap((match) => toSpans(match, accepts, 0)),
  );
  return [...found, ...findCommandPasswords(text)];
}

function toSpans(match: RegExpExecArray, accepts: Carrier['accepts'], offset: number): readonly DetectedSpan[] {
  const { quoted = '', quotedUser = '', value = quoted, user = quotedUser } = match.groups ?? {};
  const [start, end] = match.indices?.groups?.['value'] ?? match.indices?.groups?.['quoted'] ?? [0, 0];
  if (start === end || !accepts(value, user)) return [];
  return [{ start: offset + start, end: offset + end, label: 'SECRET', score: 0.8 }];
}

/** Checks whether a value is `user:password` in base64, as the scheme Basic sends it (RFC 7617). */
function isBasicAccount(value: string): boolean {
  const decoded = Buffer.from(value, 'base64').toString('latin1');
  return (
    /^[\x20-\x7e]{1,100}:[\x20-\x7e]{1,256}$/.test(decoded) &&
    !/^[^:]*:(?:pass(?:word)?|secret|\*+|x+)?$/i.test(decoded)
  );
}
