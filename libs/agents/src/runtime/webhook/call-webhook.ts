import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { AddressRefusedError } from '../../errors/index.js';
import { type JsonObject } from '../../contract/index.js';
import { isPrivateAddress } from './private-address.js';

/** The options of a webhook. */
export interface WebhookOptions {
  readonly allowsPrivate: boolean;
  /** Milliseconds for one call. Default: 10,000. */
  readonly milliseconds?: number | undefined;
}

const maximumCharacters = 2_000;

/** Checks the address of a webhook before it is saved. @throws {AddressRefusedError} for one that is not called */
export function assertWebhook(address: string, { allowsPrivate }: WebhookOptions): void {
  const refuse = (reason: string): never => {
    throw new AddressRefusedError('webhook', reason);
  };
  if (address.length > maximumCharacters) refuse(`it has more than ${maximumCharacters} characters`);
  const url = URL.canParse(address) ? new URL(address) : refuse('it is no URL; write it with https:// and a host');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse('only https:// and http:// are called');
  if (url.username !== '' || url.password !== '') refuse('it holds a user name or a password');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isPrivate = isIP(host) === 0 ? /(^|\.)localhost\.?$/i.test(host) : isPrivateAddress(host);
  if (isPrivate && !allowsPrivate) refuse('it is at a private address');
}

/**
 * Sends an object to an address, once. The answer is not read, and redirects are not followed.
 * @throws {AddressRefusedError} for an address that is not called, also when its name resolves to a private one
 */
export async function callWebhook(address: string, body: JsonObject, options: WebhookOptions): Promise<void> {
  assertWebhook(address, options);
  const text = JSON.stringify(body);
  const url = new URL(address);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  await new Promise<void>((resolve, reject) => {
    const request = send(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
        signal: AbortSignal.timeout(options.milliseconds ?? 10_000),
        // The name is checked where it is resolved, so that no second answer of the resolver gets past.
        lookup: (host, lookupOptions, done) => resolveAddress(host, lookupOptions, options, done),
      },
      (response) => {
        response.destroy();
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve();
        else reject(new WebhookError(status));
      },
    );
    request.on('error', reject);
    request.end(text);
  });
}

/** Thrown when a webhook does not take what it is sent. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';

  constructor(status: number) {
    super(`The webhook answered with status ${status}.`);
  }
}

type LookupDone = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

function resolveAddress(host: string, given: LookupOptions, { allowsPrivate }: WebhookOptions, done: LookupDone): void {
  lookup(host, { ...given, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null) done(error, []);
    else if (first === undefined || (!allowsPrivate && addresses.some(({ address }) => isPrivateAddress(address)))) {
      done(new AddressRefusedError('webhook', 'its name leads to a private address'), []);
    } else if (given.all === true) done(null, addresses);
    else done(null, first.address, first.family);
  });
}
