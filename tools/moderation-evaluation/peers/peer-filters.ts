import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type PersonalDataFilter } from '../personal-data/measure-multilingual.js';

/** Replaces what a product takes for personal data. */
type Redact = (text: string) => Promise<string>;

/** Checks whether a product finds a secret in a text. */
type FindSecret = (text: string) => Promise<boolean>;

interface RedactPii {
  readonly SyncRedactor: new (options: object) => { redact(text: string): string };
}

interface OpenRedactionPackage {
  readonly OpenRedaction: new (options: object) => { detect(text: string): Promise<{ readonly redacted: string }> };
}

interface GuardrailsPackage {
  pii(
    context: object,
    text: string,
    config: object,
  ): Promise<{ readonly info: { readonly checked_text?: string; readonly pii_detected?: boolean } }>;
  secretKeysCheck(context: object, text: string, config: object): Promise<{ readonly tripwireTriggered: boolean }>;
}

/** Describes another product that runs on the same texts. */
export interface Peer extends PersonalDataFilter {
  readonly name: string;
  /** Checks whether the product takes a part of the text for personal data or a secret. */
  altersMachineText(text: string): Promise<boolean>;
}

/** Loads the other products from a directory in which they are installed. Each looks for the kinds of the generated texts only. */
export async function loadPeers(directory: string): Promise<readonly Peer[]> {
  const require = createRequire(pathToFileURL(join(directory, 'package.json')));
  const load = async (name: string): Promise<unknown> => import(pathToFileURL(require.resolve(name)).href);
  const version = (name: string): string =>
    (require(join(directory, 'node_modules', name, 'package.json')) as { readonly version: string }).version;
  const peer = (name: string, redact: Redact, findSecret: FindSecret = async () => false): Peer => {
    const alters = async (text: string): Promise<boolean> => (await redact(text)) !== text;
    return {
      name: `${name} ${version(name)}`,
      hides: async ({ text, start, end }) => isGone(text, text.slice(start, end), await redact(text)),
      alters,
      altersMachineText: async (text) => (await alters(text)) || findSecret(text),
    };
  };
  const guardrails = (await load('@openai/guardrails')) as GuardrailsPackage;
  return [
    peer('redact-pii', createRedactPii(require('redact-pii') as RedactPii)),
    peer('openredaction', createOpenRedaction((await load('openredaction')) as OpenRedactionPackage)),
    peer('@openai/guardrails', createGuardrails(guardrails), async (text) => {
      const { tripwireTriggered } = await guardrails.secretKeysCheck({}, text, { threshold: 'balanced' });
      return tripwireTriggered;
    }),
  ];
}

function createRedactPii({ SyncRedactor }: RedactPii): Redact {
  // These find names, places and any number, which the generated texts are full of.
  const others = ['names', 'streetAddress', 'zipcode', 'url', 'username', 'digits'];
  const builtInRedactors = Object.fromEntries(others.map((name) => [name, { enabled: false }]));
  const redactor = new SyncRedactor({ builtInRedactors });
  return async (text) => redactor.redact(text);
}

function createOpenRedaction({ OpenRedaction }: OpenRedactionPackage): Redact {
  const patterns =
    'EMAIL CREDIT_CARD SSN IBAN IPV4 IPV6 PHONE_UK_MOBILE PHONE_UK PHONE_US PHONE_LINE_NUMBER PHONE_INTERNATIONAL SPANISH_DNI ITALIAN_FISCAL_CODE DUTCH_BSN GERMAN_TAX_ID AWS_ACCESS_KEY AWS_SECRET_KEY PRIVATE_KEY GITHUB_TOKEN JWT_TOKEN BEARER_TOKEN GENERIC_API_KEY GENERIC_SECRET OAUTH_TOKEN OAUTH_CLIENT_SECRET';
  const redactor = new OpenRedaction({ patterns: patterns.split(' ') });
  return async (text) => (await redactor.detect(text)).redacted;
}

function createGuardrails({ pii }: GuardrailsPackage): Redact {
  const entities =
    'CREDIT_CARD EMAIL_ADDRESS IBAN_CODE IP_ADDRESS PHONE_NUMBER US_SSN ES_NIF ES_NIE IT_FISCAL_CODE'.split(' ');
  return async (text) => {
    const { info } = await pii({}, text, { entities, block: false, detect_encoded_pii: true });
    // The text that comes back is normalized, also when nothing was found in it.
    return info.pii_detected === true ? (info.checked_text ?? '') : text;
  };
}

/** Checks that no part of a value with three signs or more is left. The sentence itself may hold some of the parts. */
function isGone(text: string, value: string, redacted: string): boolean {
  const count = (where: string, part: string): number => where.split(part).length - 1;
  const parts = value.match(/[\p{L}\p{N}]{3,}/gu) ?? [value];
  return parts.every((part) => count(redacted, part) <= count(text, part) - count(value, part));
}
