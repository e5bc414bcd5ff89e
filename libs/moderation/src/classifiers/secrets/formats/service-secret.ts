import { type TextRange } from '../../../contract/moderation-input.js';
import { type DetectedSpan } from '../../spans/detected-span.js';
import { isSample } from '../values/sample-value.js';
import { hasChanceDigits, toValueKind } from '../values/value-kind.js';

const uuid = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';

/**
 * Services whose keys have a shape but no sign of their own: only the service's name beside it shows that the value is a key. One per
 * line: the name, then the shapes.
 */
const services = String.raw`
adafruit            [a-z0-9_-]{32}
adobe               [a-f0-9]{32}
airtable            [a-z0-9]{17}
algolia             [a-z0-9]{32}
alibaba             [a-z0-9]{30}
asana               [a-z0-9]{32}
atlassian           [a-z0-9]{24}
confluence          [a-z0-9]{24}
jira                [a-z0-9]{24}
beamer              b_[a-z0-9=_-]{44}
bitbucket           [a-z0-9]{32}|[a-z0-9=_-]{64}
bittrex             [a-z0-9]{32}
cloudflare          [a-z0-9_-]{40}|[a-f0-9]{37}
codecov             [a-z0-9]{32}
cohere              [a-z0-9]{40}
coinbase            [a-z0-9_-]{64}
confluent           [a-z0-9]{16}|[a-z0-9]{64}
contentful          [a-z0-9=_-]{43}
contribsys__com     [a-f0-9]{8}:[a-f0-9]{8}
datadog             [a-z0-9]{40}
deepseek            [a-z0-9]{32}
discord             [a-f0-9]{64}|[a-z0-9=_-]{32}
droneci             [a-z0-9]{32}
dropbox             [a-z0-9]{15}|[a-z0-9]{11}AAAAAAAAAA[a-z0-9_=-]{43}|sl\.[a-z0-9=_-]{135}
etsy                [a-z0-9]{24}
facebook            [a-f0-9]{32}
fastly              [a-z0-9=_-]{32}
finicity            [a-f0-9]{32}|[a-z0-9]{20}
finnhub             [a-z0-9]{20}
flickr              [a-z0-9]{32}
freshbooks          [a-z0-9]{64}
gitter              [a-z0-9_-]{40}
heroku              UUID
hubspot             UUID
intercom            [a-z0-9=_-]{60}
jfrog               [a-z0-9]{64}|[a-z0-9]{73}
artifactory         [a-z0-9]{64}|[a-z0-9]{73}
bintray             [a-z0-9]{64}|[a-z0-9]{73}
xray                [a-z0-9]{64}|[a-z0-9]{73}
kraken              [a-z0-9/=_+-]{80,90}
kucoin              [a-f0-9]{24}|UUID
launchdarkly        [a-z0-9=_-]{40}
linear              [a-f0-9]{32}
linked[_-]?in       [a-z0-9]{14}|[a-z0-9]{16}
looker              [a-z0-9]{20}|[a-z0-9]{24}
mailgun             (?:pub)?key-[a-f0-9]{32}|[a-h0-9]{32}-[a-h0-9]{8}-[a-h0-9]{8}
mattermost          [a-z0-9]{26}
meraki              [a-f0-9]{40}
message[_-]?bird    [a-z0-9]{25}|UUID
mistral             [a-z0-9]{32}
netlify             [a-z0-9=_-]{40,46}
new[_-]?relic       [a-z0-9]{64}|NRJS-[a-f0-9]{19}
nytimes             [a-z0-9=_-]{32}
newyorktimes        [a-z0-9=_-]{32}
new-york-times      [a-z0-9=_-]{32}
okta                00[\w=-]{40}
plaid               [a-z0-9]{24}|[a-z0-9]{30}
private[_-]?ai      [a-z0-9]{32}
rapidapi            [a-z0-9_-]{50}
sendbird            [a-f0-9]{40}|UUID
sentry              [a-f0-9]{64}
snyk                UUID
sonar               [a-z0-9=_-]{40}
squarespace         UUID
sumo                su[a-z0-9]{12}|[a-z0-9]{64}
travis              [a-z0-9]{22}
twitch              [a-z0-9]{30}
twitter             [a-z0-9]{25}|[a-z0-9]{45}|[a-z0-9]{50}|[0-9]{15,25}-[a-z0-9]{20,40}|A{22}[a-z0-9%]{80,100}
yandex              AQVN[\w-]{35,38}
zendesk             [a-z0-9]{40}
`;

const entries = services
  .trim()
  .split('\n')
  .map((line) => line.split(/\s+/));

const anyService = entries.map(([name]) => name).join('|');

/** The shapes by the letters of the service's name: it may be written with a dash. */
const shapes: ReadonlyMap<string, RegExp> = new Map(
  entries.map(([name = '', shape = '']) => [
    toShapeKey(name.replace('[_-]?', '')),
    new RegExp(`(?:${shape.replaceAll('UUID', uuid)})(?![\\w=+/-])`, 'iy'),
  ]),
);

function toShapeKey(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}

/** Matches a service's name, at most twenty characters more, and an operator. */
const assignment = new RegExp(
  `(?<name>${anyService})(?<rest>[ \\t\\w.~-]{0,32})[\\s'"]{0,3}(?:=>|:{1,3}=|\\?=|\\|\\||[=>:,])`,
  'iy',
);

/** Matches the signs between an operator and a value. Those at the end may belong to the value. */
const gap = /[\x60'"\s=]{0,5}/y;

const serviceName = new RegExp(anyService, 'gi');

/** Words in a name that say that the value identifies something and opens nothing. */
const fingerprintWord =
  /(?:sha-?\d{0,3}|md5|hash|digest|checksum|commit|revision|uuid|guid|etag|fingerprint|version|url|path|host|team|org|[\s_.-]id)[\s_'"-]*$/i;

/** Finds the keys of services by the name of the service and the shape of its keys. */
export function findServiceSecrets(text: string): readonly DetectedSpan[] {
  const found: DetectedSpan[] = [];
  for (const { index } of text.matchAll(serviceName)) {
    assignment.lastIndex = index;
    const match = assignment.exec(text);
    const { name = '', rest = '' } = match?.groups ?? {};
    if (match === null || fingerprintWord.test(name + rest)) continue;
    const value = findShape(name, text, assignment.lastIndex);
    if (value !== undefined && isKey(text.slice(value.start, value.end)))
      found.push({ ...value, label: 'SECRET', score: 0.8 });
  }
  return found;
}

function isKey(value: string): boolean {
  return !isSample(value) && hasChanceDigits(value) && toValueKind(value) !== 'named';
}

/** Finds a value of a service's shape behind an operator. */
function findShape(service: string, text: string, operatorEnd: number): TextRange | undefined {
  const shape = shapes.get(toShapeKey(service));
  gap.lastIndex = operatorEnd;
  gap.test(text);
  for (let start = gap.lastIndex; shape !== undefined && start >= operatorEnd; start -= 1) {
    shape.lastIndex = start;
    const value = shape.exec(text)?.[0];
    if (value !== undefined) return { start, end: start + value.length };
  }
  return undefined;
}
