import { type FoundSecret } from './found-secret.js';

/** Services whose keys have no mark of their own: only the name beside them tells. */
const services =
  'adafruit|adobe|airtable|algolia|alibaba|artifactory|asana|atlassian|beamer|bintray|bitbucket|bittrex|cloudflare|codecov|' +
  'cohere|coinbase|confluence|confluent|contentful|contribsys__com|datadog|deepseek|discord|dnkey|droneci|dropbox|etsy|' +
  'facebook|fastly|finicity|finnhub|flickr|freshbooks|gitter|gocardless|heroku|hubspot|intercom|jfrog|jira|kraken|kucoin|' +
  'launchdarkly|linear|linked[_-]?in|lob|looker|mailchimp(?:sdk\\.initialize)?|mailgun|mapbox|mattermost|meraki|' +
  'message[_-]?bird|mistral|netlify|new[_-]?relic|nytimes|new-york-times|newyorktimes|okta|openai|plaid|private[_-]?ai|' +
  'rapidapi|sendbird|sentry|snyk|sonar|squarespace|sumo|telegr(?:am)?|travis|twitch|twitter|typeform|xray|yandex|zendesk';

const passwordWords = 'pass(?:w(?:or)?d|phrase)?|passwd|pwd';

/** Words that say that a secret follows. */
const secretWords = `access|api|auth|authorization|bearer|cred(?:ential)?s?|key|${passwordWords}|secret|token|private`;

/** A name, at most twenty characters more, an operator, quotes, and a value that has no spaces. */
const assignment = new RegExp(
  `(?:(?<service>${services})|(?<word>${secretWords}))(?<rest>[ \\t\\w.-]{0,20})[\\s'"]{0,3}` +
    `(?:=>|:{1,3}=|\\?=|\\|\\||[=>:,])[\\x60'"\\s=]{0,5}(?<value>[\\w.=+/:~%-]{8,200})`,
  'gid',
);

/** A password that somebody chose may hold any sign; in a manual a bracket, a comma or a semicolon ends it. */
const password = new RegExp(
  `(?:${passwordWords})(?<rest>[\\w.-]{0,20})[\\s'"]{0,3}[=:][\\x60'"\\s=]{0,5}(?<value>[^\\s'"\\x60,;<>()[\\]{}\\u007f-\\uffff]{8,200})`,
  'gid',
);

/** `Bearer …` and `Basic …` in a header, with no operator between. */
const header = /\b(?:bearer|basic|token)\s(?<value>[\w.=+/~-]{16,500})/dgi;

/** `scheme://user:password@host`. */
const address = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{1,100}:(?<value>[^\s:@/]{3,100})@[\w.-]{1,200}/dgi;

/** `curl -u user:password`. */
const commandLine = /\bcurl\b[^\n]{0,200}?\s(?:-u|--user)[ \t=]{1,5}["']?[^\s:"']{0,80}:(?<value>[^\s"']{3,100})/dgi;

/** `<add key="Password" value="…" />` of .NET's configuration files. */
const element =
  /\bkey\s?=\s?"[\w.-]{0,40}(?:password|secret|token|apikey)"\s{1,8}value\s?=\s?"(?<value>[^"\s]{4,200})/dgi;

/** A name that ends so is that of a fingerprint, not of a secret. */
const fingerprint =
  /(?:sha-?\d{0,3}|md5|hash|digest|checksum|commit|revision|uuid|guid|etag|fingerprint|version|[\s_.-]id)[\s_'"-]*$/i;

/** What stands where a secret would, in manuals and templates. */
const placeholder =
  /^(?:[x*.\-_]+|.*(?:example|your|change[_-]?me|placeholder|dummy|redacted|todo|foo|undefined|null|true|false).*|[\w.]+\(.*|process\.env.*|os\.environ.*)$/i;

/** Secrets that only the name beside them gives away: `password = …`, `Authorization: Bearer …`, a password in an address. */
export function findAssignedSecrets(text: string): readonly FoundSecret[] {
  return [
    ...found(text, assignment, (match) => {
      const { rest = '', value = '', word, service } = match.groups ?? {};
      if (fingerprint.test((word ?? service ?? '') + rest)) return undefined;
      return looksDrawn(value, service !== undefined) ? 0.8 : undefined;
    }),
    ...found(text, password, (match) => {
      const { rest = '', value = '' } = match.groups ?? {};
      return !fingerprint.test(rest) && looksDrawn(value, false) ? 0.8 : undefined;
    }),
    ...found(text, header, (match) => (looksDrawn(match.groups?.['value'] ?? '', false) ? 0.8 : undefined)),
    ...[address, commandLine, element].flatMap((pattern) =>
      found(text, pattern, (match) => (placeholder.test(match.groups?.['value'] ?? '') ? undefined : 0.8)),
    ),
  ];
}

function found(
  text: string,
  pattern: RegExp,
  scoreOf: (match: RegExpExecArray) => number | undefined,
): readonly FoundSecret[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const score = scoreOf(match);
    const place = match.indices?.groups?.['value'];
    return score === undefined || place === undefined
      ? []
      : [{ start: place[0], end: place[1], label: 'SECRET', score }];
  });
}

/** Whether a value looks drawn at random, as keys are: words and version numbers do not. */
function looksDrawn(value: string, isService: boolean): boolean {
  if (placeholder.test(value)) return false;
  const hasDigit = /\d/.test(value);
  const hasLetter = /[a-z]/i.test(value);
  if (isService) return value.length >= 12 && hasDigit && entropyOf(value) >= 2.5;
  if (value.length < 10) return hasDigit && hasLetter && value.length >= 8 && entropyOf(value) >= 2.75;
  return hasDigit && hasLetter && entropyOf(value) >= 3;
}

/** Shannon's entropy, in bits per character. */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / value.length) * Math.log2(count / value.length);
  return entropy;
}
