/** Matches the days of every year, and 29 February of leap years. */
const date =
  '(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))' +
  '|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)';

/** Matches a time without leap seconds, which not all validators accept. */
const clock = '(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])';

const hexadecimal = (digits: number) => `[0-9a-fA-F]{${digits}}`;
const byte = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const atom = '[A-Za-z0-9_+-]{1,32}';
const label = '[A-Za-z0-9](?:[A-Za-z0-9]|-[A-Za-z0-9]){0,20}';

/**
 * Regular expressions for the values of `format` that a grammar can enforce. Each is bounded in length, and accepts only
 * texts on which the definition of the format and the common validators agree.
 *
 * Sources: RFC 3339 (date, time, date-time), RFC 9562 (uuid), RFC 5321 (email, of which the dot-atom form), RFC 2673 (ipv4).
 */
export const stringFormats: ReadonlyMap<string, string> = new Map([
  ['date', `^${date}$`],
  ['time', `^${clock}$`],
  ['date-time', `^${date}T${clock}$`],
  ['uuid', `^${hexadecimal(8)}-${hexadecimal(4)}-[1-8]${hexadecimal(3)}-[89abAB]${hexadecimal(3)}-${hexadecimal(12)}$`],
  ['email', `^${atom}(?:[.]${atom}){0,2}@(?:${label}[.]){1,3}[A-Za-z]{2,16}$`],
  ['ipv4', `^${byte}(?:[.]${byte}){3}$`],
]);
