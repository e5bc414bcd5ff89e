import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

import { raceAbort } from '@leeward/moderation';

import { AddressRefusedError, RequestFailedError } from '../errors/index.js';
import { isPublicAddress } from './public-address.js';

/** A request to another server, with its bounds. */
export interface BoundedRequest {
  readonly url: URL;
  /** Default: GET. Only a GET request follows redirects. */
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  /** Decides about each URL, also about those of redirects. Default: every host. */
  readonly allowsUrl?: ((url: URL) => boolean) | undefined;
  /** Decides about each IP address that a host has. Default: `isPublicAddress`. */
  readonly allowsAddress?: ((address: string) => boolean) | undefined;
  /** Decides about the media type of an answer with a status below 400, such as `text/html`. Default: every type. */
  readonly allowsType?: ((type: string) => boolean) | undefined;
  /** The most bytes of the answer, after decompression. */
  readonly maximumBytes: number;
  /** Whether only the status of the answer counts. Default: false. */
  readonly ignoresBody?: boolean | undefined;
  /** Milliseconds for all of it, redirects included. */
  readonly timeoutMs: number;
  /** Default: 0. */
  readonly maximumRedirects?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An answer of another server. */
export interface BoundedAnswer {
  /** The URL that answered, after redirects. */
  readonly url: URL;
  readonly status: number;
  /** The media type in lower case, without its parameters; empty when there is none. */
  readonly type: string;
  readonly text: string;
}

/**
 * Calls another server within bounds of hosts, addresses, time, size and type.
 *
 * The addresses of a host are looked up once, all of them must be allowed, and the connection goes to one of these: a name
 * that changes its address between check and use leads nowhere else. Proxy settings are not used.
 *
 * @throws {AddressRefusedError} for a URL or an address that may not be called
 * @throws {RequestFailedError} when there is no answer within the bounds
 */
export async function sendBoundedRequest(request: BoundedRequest): Promise<BoundedAnswer> {
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
  let { url } = request;
  for (let redirects = 0; ; redirects += 1) {
    try {
      assertAllowedUrl(url, request);
      const answer = await send(url, request, signal);
      const target = findRedirect(answer, url);
      if (target === undefined) return await readAnswer(answer, url, request, signal);
      answer.destroy();
      if (redirects >= (request.maximumRedirects ?? 0) || (request.method ?? 'GET') !== 'GET') {
        throw new RequestFailedError(url.host, 'it redirects to another address too often, or where it may not');
      }
      url = target;
    } catch (error) {
      request.signal?.throwIfAborted();
      if (timeout.aborted) {
        throw new RequestFailedError(url.host, `it did not answer within ${request.timeoutMs} milliseconds`);
      }
      throw toRequestError(error, url);
    }
  }
}

function assertAllowedUrl(url: URL, { allowsUrl }: BoundedRequest): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new AddressRefusedError('url', 'it begins with neither https: nor http:');
  }
  if (url.username !== '' || url.password !== '')
    throw new AddressRefusedError('url', 'it holds a user name or password');
  if (allowsUrl?.(url) === false) {
    throw new AddressRefusedError('url', `${url.protocol}//${url.host} is not in the list of allowed hosts`);
  }
}

async function send(url: URL, request: BoundedRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const addresses = await findAddresses(url, request, signal);
  const lookupPinned: LookupFunction = (_, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
  const { method = 'GET', headers = {}, body } = request;
  const start = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const options = {
      method,
      // A kept connection would skip the look-up.
      agent: false as const,
      lookup: lookupPinned,
      signal,
      headers: {
        'user-agent': 'leeward',
        'accept-encoding': 'gzip, br',
        ...headers,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
    };
    start(url, options, resolve).on('error', reject).end(body);
  });
}

interface Address {
  readonly address: string;
  readonly family: number;
}

/** Looks up the addresses of a host. @throws {AddressRefusedError} when one of them may not be called */
async function findAddresses(url: URL, request: BoundedRequest, signal: AbortSignal): Promise<readonly Address[]> {
  const { allowsAddress = isPublicAddress } = request;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const addresses = family === 0 ? await lookUp(host, signal) : [{ address: host, family }];
  if (addresses.length === 0 || !addresses.every(({ address }) => allowsAddress(address))) {
    throw new AddressRefusedError('url', `${url.hostname} is an address of a private or special network`);
  }
  return addresses;
}

/** Looks up a name. The system's look-up cannot be ended, so nobody waits for a slow one. */
function lookUp(host: string, signal: AbortSignal): Promise<readonly Address[]> {
  return raceAbort(lookup(host, { all: true, verbatim: true }), signal);
}

const redirectStatuses: readonly (number | undefined)[] = [301, 302, 303, 307, 308];

function findRedirect({ statusCode, headers }: IncomingMessage, url: URL): URL | undefined {
  const { location } = headers;
  if (!redirectStatuses.includes(statusCode) || location === undefined) return undefined;
  if (!URL.canParse(location, url.href)) {
    throw new RequestFailedError(url.host, 'it redirects to something that is no URL');
  }
  const target = new URL(location, url.href);
  if (url.protocol === 'https:' && target.protocol !== 'https:') {
    throw new AddressRefusedError('url', 'it redirects from https: to another protocol');
  }
  return target;
}

async function readAnswer(
  answer: IncomingMessage,
  url: URL,
  { allowsType, ignoresBody, maximumBytes }: BoundedRequest,
  signal: AbortSignal,
): Promise<BoundedAnswer> {
  const [type = '', ...parameters] = (answer.headers['content-type'] ?? '').split(';').map((part) => part.trim());
  const mediaType = type.toLowerCase();
  const { statusCode: status = 0 } = answer;
  try {
    if (ignoresBody === true) return { url, status, type: mediaType, text: '' };
    // The status says more about a failed request than the type of its page.
    if (status < 400 && allowsType?.(mediaType) === false) {
      throw new RequestFailedError(url.host, `its answer has the type ${JSON.stringify(mediaType.slice(0, 64))}`);
    }
    const bytes = await readBytes(answer, url, maximumBytes, signal);
    const text = new TextDecoder(findCharset(parameters)).decode(bytes);
    return { url, status, type: mediaType, text };
  } finally {
    answer.destroy();
  }
}

async function readBytes(
  answer: IncomingMessage,
  url: URL,
  maximumBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of decompress(answer, url) as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    length += piece.length;
    if (length > maximumBytes) {
      throw new RequestFailedError(url.host, `its answer is longer than ${maximumBytes} bytes`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function decompress(answer: IncomingMessage, url: URL): Readable {
  const encoding = answer.headers['content-encoding']?.toLowerCase() ?? 'identity';
  const makers = { gzip: createGunzip, 'x-gzip': createGunzip, br: createBrotliDecompress, deflate: createInflate };
  if (encoding === 'identity') return answer;
  if (!Object.hasOwn(makers, encoding)) throw new RequestFailedError(url.host, 'its answer has an unknown encoding');
  const stream = makers[encoding as keyof typeof makers]();
  answer.on('error', (error) => stream.destroy(error));
  return answer.pipe(stream);
}

/** Finds the name of a known character set; UTF-8 where there is none. */
function findCharset(parameters: readonly string[]): string {
  const written = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice('charset='.length) ?? 'utf-8';
  try {
    return new TextDecoder(written.replace(/^"|"$/g, '')).encoding;
  } catch {
    return 'utf-8';
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'nothing answers there',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'it cannot be reached',
  ENETUNREACH: 'it cannot be reached',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

/** Converts an error of the network: its own message may hold text of the other server. */
function toRequestError(error: unknown, url: URL): Error {
  if (AddressRefusedError.isInstance(error) || RequestFailedError.isInstance(error)) return error;
  const { code } = Object(error) as { readonly code?: unknown };
  const name = typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'the connection failed';
  return new RequestFailedError(url.host, reasons[name] ?? name, { cause: error });
}
