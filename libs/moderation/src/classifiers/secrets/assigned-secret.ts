import { type DetectedSpan } from '../spans/detected-span.js';

/**
 * Services whose keys have no published format: only the service's name beside a value shows that the value is a key.
 */
const services =
  'adafruit|adobe|airtable|algolia|alibaba|artifactory|asana|atlassian|beamer|bintray|bitbucket|bittrex|cloudflare|codecov|' +
  'cohere|coinbase|confluence|confluent|contentful|contribsys__com|datadog|deepseek|discord|dnkey|droneci|dropbox|etsy|' +
  'facebook|fastly|finicity|finnhub|flickr|freshbooks|gitter|gocardless|heroku|hubspot|intercom|jfrog|jira|kraken|kucoin|' +
  'launchdarkly|linear|linked[_-]?in|lob|looker|mailchimp(?:sdk\\.initialize)?|mailgun|mapbox|mattermost|meraki|' +
  'message[_-]?bird|mistral|netlify|new[_-]?relic|nytimes|new-york-times|newyorktimes|okta|openai|plaid|private[_-]?ai|' +
  'rapidapi|sendbird|sentry|snyk|sonar|squarespace|sumo|telegr(?:am)?|travis|twitch|twitter|typeform|xray|yandex|zendesk';

const passwordWords = 'pass(?:w(?:or)?d|phrase)?|passwd|pwd';

/** Words that announce a secret. */
const secretWords = `access|api|auth|authorization|bearer|cred(?:ential)?s?|key|${passwordWords}|secret|token|private`;

/** Matches a name, at most twenty characters more, an operator, quotes, and a value without spaces. */
const assignment = new RegExp(
  `(?:(?<service>${services})|(?<word>${secretWords}))(?<rest>[ \\t\\w.-]{0,20})[\\s'"]{0,3}` +
    `(?:=>|:{1,3}=|\\?=|\\|\\||[=>:,])[\\x60'"\\s=]{0,5}(?<value>[\\w.=+/:~%-]{8,200})`,
  'gid',
);

/** Matches a password that a person chose: any signs, except those that end it in a manual (brackets, comma, semicolon). */
const password = new RegExp(
  `(?:${passwordWords})(?<rest>[\\w.-]{0,20})[\\s'"]{0,3}[=:][\\x60'"\\s=]{0,5}(?<value>[^\\s'"\\x60,;<>()[\\]{}\\u007f-\\uffff]{8,200})`,
  'gid',
);

/** Matches `Bearer …` and `Basic …` in a header, with no operator between. */
const header = /\b(?:bearer|basic|token)\s(?<value>[\w.=+/~-]{16,500})/dgi;

/** Matches `scheme://user:password@host`. */
const address = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{1,100}:(?<value>[^\s:@/]{3,100})@[\w.-]{1,200}/dgi;

/** Matches `curl -u user:password`. */
const commandLine = /\bcurl\b[^\n]{0,200}?\s(?:-u|--user)[ \t=]{1,5}["']?[^\s:"']{0,80}:(?<value>[^\s"']{3,100})/dgi;

/** Matches `<add key="Password" value="…" />` of .NET's configuration files. */
const element =
  /\bkey\s?=\s?"[\w.-]{0,40}(?:password|secret|token|apikey)"\s{1,8}value\s?=\s?"(?<value>[^"\s]{4,200})/dgi;

/** Matches the end of names that announce a fingerprint and no secret. */
const fingerprint =
  /(?:sha-?\d{0,3}|md5|hash|digest|checksum|commit|revision|uuid|guid|etag|fingerprint|version|[\s_.-]id)[\s_'"-]*$/i;

/** Matches placeholder values that manuals, templates and code write where a secret belongs. */
const placeholder =
  /^(?:[x*.\-_]+|.*(?:example|your|change[_-]?me|placeholder|dummy|redacted|todo|foo|undefined|null|true|false).*|[\w.]+\(.*|process\.env.*|os\.environ.*)$/i;

/** Finds secrets by the name beside them: `password = …`, `Authorization: Bearer …`, a password in an address. */
export function findAssignedSecrets(text: string): readonly DetectedSpan[] {
  return [
    ...findValues(text, assignment, (match) => {
      const { rest = '', value = '', word, service } = match.groups ?? {};
      if (fingerprint.test((word ?? service ?? '') + rest)) return undefined;
      return looksRandom(value, service !== undefined) ? 0.8 : undefined;
    }),
    ...findValues(text, password, (match) => {
      const { rest = '', value = '' } = match.groups ?? {};
      return !fingerprint.test(rest) && looksRandom(value, false) ? 0.8 : undefined;
    }),
    ...findValues(text, header, (match) => (looksRandom(match.groups?.['value'] ?? '', false) ? 0.8 : undefined)),
    ...[address, commandLine, element].flatMap((pattern) =>
      findValues(text, pattern, (match) => (placeholder.test(match.groups?.['value'] ?? '') ? undefined : 0.8)),
    ),
  ];
}

/** Finds the values that a pattern matches and `scoreMatch` takes for secrets. */
function findValues(
  text: string,
  pattern: RegExp,
  scoreMatch: (match: RegExpExecArray) => number | undefined,
): readonly DetectedSpan[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const score = scoreMatch(match);
    const range = match.indices?.groups?.['value'];
    return score === undefined || range === undefined
      ? []
      : [{ start: range[0], end: range[1], label: 'SECRET', score }];
  });
}

/** Checks whether a value looks random, as keys do; words and version numbers do not. */
function looksRandom(value: string, isService: boolean): boolean {
  if (placeholder.test(value)) return false;
  const hasDigit = /\d/.test(value);
  const hasLetter = /[a-z]/i.test(value);
  if (isService) return value.length >= 12 && hasDigit && measureEntropy(value) >= 2.5;
  if (value.length < 10) return hasDigit && hasLetter && value.length >= 8 && measureEntropy(value) >= 2.75;
  return hasDigit && hasLetter && measureEntropy(value) >= 3;
}

/** Measures Shannon's entropy, in bits per character. */
function measureEntropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / value.length) * Math.log2(count / value.length);
  return entropy;
}
