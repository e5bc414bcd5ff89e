import { findOpenPassage } from '../../text/decoded/index.js';
import { findOpenJoin } from '../../text/open-join.js';
import { type TextReading } from '../../text/text-reading.js';
import { toViewOffset } from '../../text/text-view.js';
import { findOpenPrivateKey } from './private-key.js';

/** A stream holds back the whole of a token up to this length: a JSON Web Token with many claims. */
const maximumTokenLength = 8_192;

/** The most characters before a value that decide about it: its name with operator, quotes and line breaks. */
const maximumNameDistance = 260;

/** A name that a value may follow, or a value beside it, at the end of the text: everything but signs that end a setting. */
const nameRun = /[\w\s.\-"'`\\\])=:>|?,&<+@/~\p{L}]/u;

/** A part of a word that begins the name of a secret or of a form that carries one. Services are told by nothing shorter. */
const nameWord =
  /key|token|secret|pass|pwd|auth|cred|bearer|basic|curl|wort|woord|contrase|senha|парол|密|口令|パスワード|adafruit|adobe|airtable|algolia|alibaba|asana|atlassian|confluen|jira|beamer|bitbucket|bittrex|cloudflare|codecov|cohere|coinbase|contentful|contribsys|datadog|deepseek|discord|droneci|dropbox|etsy|facebook|fastly|finicity|finnhub|flickr|freshbooks|gitter|heroku|hubspot|intercom|jfrog|artifactory|bintray|xray|kraken|kucoin|launchdarkly|linear|linked|looker|mailgun|mattermost|meraki|message|mistral|netlify|relic|times|okta|plaid|private|rapidapi|sendbird|sentry|snyk|sonar|squarespace|sumo|travis|twit|yandex|zendesk/i;

/**
 * Finds the offset before which later text cannot complete or change a secret. The last token may continue, and so may escapes in it, a
 * name that waits for its value, an encoded passage and a private key.
 */
export function findSettledSecretsEnd({ text, plain }: TextReading): number {
  const joinStart = findOpenJoin(text);
  const tokenStart = findTokenStart(plain.text, toViewOffset(plain, joinStart));
  const nameStart = findNameStart(plain.text, tokenStart);
  const settled = nameStart === plain.text.length ? text.length : (plain.starts[nameStart] ?? text.length);
  return Math.min(
    settled,
    joinStart,
    findOpenWrappedToken(text),
    findOpenPassage(text),
    findOpenPrivateKey(text) ?? text.length,
    toOriginalStart(findOpenPrivateKey(plain.text), plain.starts, text.length),
  );
}

/** A JSON Web Token in base64, which may be broken into lines. */
const wrappedToken = 'ZXlK';

/** Finds the start of a wrapped token that later lines may continue. */
function findOpenWrappedToken(text: string): number {
  const limit = Math.max(0, text.length - maximumTokenLength);
  let start = text.length;
  while (start > limit && /[\w+/=\\\r\n-]/.test(text.charAt(start - 1))) start -= 1;
  const token = text.indexOf(wrappedToken, start);
  return token < 0 ? text.length : token;
}

function toOriginalStart(offset: number | undefined, starts: readonly number[], textLength: number): number {
  return offset === undefined ? textLength : (starts[offset] ?? textLength);
}

/** Finds the start of the run of printable characters at the end: prose in scripts without spaces is not held back. */
function findTokenStart(text: string, end: number): number {
  const limit = Math.max(0, end - maximumTokenLength);
  let start = end;
  while (start > limit && isPrintableAscii(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

/** Finds the start of the name that may belong to a token. */
function findNameStart(text: string, tokenStart: number): number {
  const limit = Math.max(0, tokenStart - maximumNameDistance);
  let start = tokenStart;
  while (start > limit && nameRun.test(text.charAt(start - 1))) start -= 1;
  return nameWord.test(text.slice(start, tokenStart)) ? start : tokenStart;
}

function isPrintableAscii(unit: number): boolean {
  return unit > 0x20 && unit < 0x7f;
}
