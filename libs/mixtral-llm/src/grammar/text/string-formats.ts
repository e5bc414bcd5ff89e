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

const hostname = `${label}(?:[.]${label}){0,4}`;

/** Matches an IPv6 address: eight groups, of which `::` stands for some. */
const ipv6 = (() => {
  const group = '[0-9a-fA-F]{1,4}';
  const shortened = Array.from(
    { length: 6 },
    (_, index) => `(?:${group}:){1,${6 - index}}(?::${group}){1,${index + 1}}`,
  );
  return `(?:${[`(?:${group}:){7}${group}`, ...shortened, `(?:${group}:){1,7}:`, `:(?::${group}){1,7}`, '::'].join('|')})`;
})();

/** Matches a duration in the order that RFC 3339 has: no unit is left out between two others. */
const duration = (() => {
  const count = (unit: string) => `[0-9]{1,6}${unit}`;
  const chain = (...units: readonly string[]): string =>
    units.reduceRight((rest, unit) => `${count(unit)}${rest && `(?:${rest})?`}`, '');
  const anyOf = (...alternatives: readonly string[]) => `(?:${alternatives.join('|')})`;
  const time = `T${anyOf(chain('H', 'M', 'S'), chain('M', 'S'), chain('S'))}`;
  const day = anyOf(chain('Y', 'M', 'D'), chain('M', 'D'), chain('D'));
  return `P${anyOf(`${day}(?:${time})?`, time, count('W'))}`;
})();

/** Matches an absolute URI with a host, and the common ones without. */
const uri = (() => {
  const text = (characters: string) => `(?:[A-Za-z0-9${characters}]|%[0-9A-F]{2})*`;
  const word = '[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*';
  // A last part of digits would be read as an IPv4 address.
  const name = `(?:${word}[.])*[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*`;
  const host = `(?:${name}|${byte}(?:[.]${byte}){3})(?::[1-9][0-9]{0,3})?`;
  const tail = `(?:/${text('._~/+=&,;:@-')})?(?:[?]${text('._~/+=&,;:@-')})?(?:#${text('._~/=-')})?`;
  return `(?:[a-z][a-z0-9+]{1,14}://${host}${tail}|(?:mailto|urn|tel):[A-Za-z0-9]${text('._~:@+-')})`;
})();

/**
 * Regular expressions for the values of `format` that a grammar can enforce. Each but `uri` is bounded in length, and each accepts only
 * texts on which the definition of the format and the common validators agree.
 *
 * Sources: RFC 3339 (date, time, date-time), RFC 9562 (uuid), RFC 5321 (email, of which the dot-atom form), RFC 2673 (ipv4),
 * RFC 4291 (ipv6), RFC 1123 (hostname), RFC 3339 A (duration), RFC 3986 (uri).
 */
export const stringFormats: ReadonlyMap<string, string> = new Map([
  ['date', `^${date}$`],
  ['time', `^${clock}$`],
  ['date-time', `^${date}T${clock}$`],
  ['uuid', `^${hexadecimal(8)}-${hexadecimal(4)}-[1-8]${hexadecimal(3)}-[89abAB]${hexadecimal(3)}-${hexadecimal(12)}$`],
  ['email', `^${atom}(?:[.]${atom}){0,2}@(?:${label}[.]){1,3}[A-Za-z]{2,16}$`],
  ['ipv4', `^${byte}(?:[.]${byte}){3}$`],
  ['ipv6', `^${ipv6}$`],
  ['hostname', `^${hostname}$`],
  ['duration', `^${duration}$`],
  ['uri', `^${uri}$`],
]);
