import { isIP } from 'node:net';
import { type RequestHandler } from 'express';
import { OpenAiError } from '../errors/openai-error.js';

/** A name or an address, and a port. An IPv6 address is in brackets. */
const hostShape = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i;

/**
 * Refuses requests whose `Host` is a name that is not allowed.
 *
 * A page of any site can send requests to a server on the visitor's own machine: its owner lets the site's name resolve to
 * 127.0.0.1 (DNS rebinding). Then `Host` has that name. Loopback names and plain addresses cannot be taken over so.
 *
 * @param names allowed besides those; `*` allows all
 */
export function createHostGuard(names: readonly string[]): RequestHandler {
  const allowed = new Set(names.map((name) => name.toLowerCase()));
  return (request, _response, next) => {
    const { host = '' } = request.headers;
    // RFC 9112, section 3.2: only HTTP/1.0 does without.
    if (host === '' && request.httpVersion !== '1.0') next(createMissingHostError());
    else if (allowed.has('*') || isAllowed(toHostname(host), allowed)) next();
    else next(createHostError(host));
  };
}

function toHostname(host: string): string {
  return hostShape.exec(host)?.[1]?.toLowerCase().replace(/\.$/, '') ?? '';
}

function isAllowed(hostname: string, allowed: ReadonlySet<string>): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true;
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || allowed.has(hostname);
}

function createMissingHostError(): OpenAiError {
  const message = 'The request does not say which host it is for. Send the header "Host".';
  return new OpenAiError('invalid_request', { message });
}

function createHostError(host: string): OpenAiError {
  const named = hostShape.test(host) ? `"${host.slice(0, 100)}"` : 'that is missing, or is none,';
  const message =
    `This server does not answer requests for the host ${named}. ` +
    'Use its IP address or localhost, or let its operator add the name to ALLOWED_HOSTS.';
  return new OpenAiError('host_not_allowed', { message });
}
