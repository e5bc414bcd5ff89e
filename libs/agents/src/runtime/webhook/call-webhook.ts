import { isIP } from 'node:net';
import { AddressRefusedError } from '../../errors/index.js';
import { type JsonObject } from '../../contract/index.js';
import { isPublicAddress, sendBoundedRequest } from '../../http-client/index.js';

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
  const isPrivate = isIP(host) === 0 ? /(^|\.)localhost\.?$/i.test(host) : !isPublicAddress(host);
  if (isPrivate && !allowsPrivate) refuse('it is at a private address');
}

/**
 * Sends an object to an address, once. The answer is not read, and redirects are not followed.
 * @throws {AddressRefusedError} for an address that is not called, also when its name resolves to a private one
 * @throws {RequestFailedError} when nothing answers in time
 * @throws {WebhookError} for an answer that is no success
 */
export async function callWebhook(address: string, body: JsonObject, options: WebhookOptions): Promise<void> {
  assertWebhook(address, options);
  const { status } = await sendBoundedRequest({
    url: new URL(address),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(options.allowsPrivate ? { allowsAddress: () => true } : {}),
    ignoresBody: true,
    maximumBytes: 0,
    timeoutMs: options.milliseconds ?? 10_000,
  });
  if (status < 200 || status >= 300) throw new WebhookError(status);
}

/** Thrown when a webhook does not take what it is sent. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';

  constructor(status: number) {
    super(`The webhook answered with status ${status}.`);
  }
}
