/**
 * Services whose keys have a shape but no sign of their own: only the service's name beside it shows that the value is a key. One per
 * line: the name, then the shapes.
 */
const shapes = String.raw`
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

/** Services whose keys have a sign of their own, or no one shape. */
const otherServices = `
anthropic aws azure circleci digitalocean docker figma gcp gemini github gitlab gocardless google grafana groq
huggingface mailchimp mapbox notion npm openai paypal pypi sendgrid shopify slack stripe sumologic supabase
telegram twilio typeform vault
`;

/** A service, and the shapes of its keys. */
interface Service {
  /** Matches the name as it is written. */
  readonly name: string;
  /** Matches a key, without regard to case; `UUID` stands for a UUID. */
  readonly shape: string;
}

/** The services that are known by the shape of their keys. */
export const shapedServices: readonly Service[] = shapes
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', shape = ''] = line.split(/\s+/);
    return { name, shape };
  });

/** Matches the names of the services that are known by the shape of their keys. */
export const shapedServiceNames = shapedServices.map(({ name }) => name).join('|');

/** The issuers of keys and tokens, whose name beside `key` or `token` says enough. */
export const issuers: ReadonlySet<string> = new Set([
  ...shapedServices.map(({ name }) => toServiceLetters(name)),
  ...otherServices.trim().split(/\s+/),
]);

/** Keeps only the letters of a service's name: it may be written with a dash. */
export function toServiceLetters(name: string): string {
  return name.replace('[_-]?', '').replace(/[_-]/g, '').toLowerCase();
}
