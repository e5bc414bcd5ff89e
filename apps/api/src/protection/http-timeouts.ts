import { createServer } from 'node:http';
import { type Socket } from 'node:net';
import { ExpressAdapter } from '@nestjs/platform-express';
import { OpenAiError } from '../errors/openai-error.js';

/** Limits for the time that a connection may take, in milliseconds. */
export interface HttpTimeouts {
  /** For the headers of a request to arrive. */
  readonly headers: number;
  /** For a whole request to arrive, with its body. */
  readonly body: number;
  /** For the next request on a connection to begin. */
  readonly idle: number;
}

/** The limits by default. Proxies keep connections for 60 seconds, and must be the ones that close them. */
export const defaultHttpTimeouts: HttpTimeouts = { headers: 10_000, body: 60_000, idle: 75_000 };

/** Milliseconds between two looks at all connections. */
const checkInterval = 1000;

/** Runs Express on a server that closes slow connections, and says why: a client that sends a byte a minute holds none. */
export class TimeLimitedExpressAdapter extends ExpressAdapter {
  readonly #timeouts: HttpTimeouts;

  constructor(timeouts: HttpTimeouts) {
    super();
    this.#timeouts = timeouts;
  }

  override initHttpServer(): void {
    const { headers, body, idle } = this.#timeouts;
    const options = {
      headersTimeout: headers,
      requestTimeout: Math.max(headers, body),
      keepAliveTimeout: idle,
      connectionsCheckingInterval: Math.min(checkInterval, headers),
      // Node.js would answer a request without a host itself, and not say why.
      requireHostHeader: false,
    };
    const server = createServer(options, this.getInstance());
    server.on('clientError', answerClientError);
    this.setHttpServer(server);
  }
}

/** An error of Node's parser of HTTP, with the socket's answer under way (https://nodejs.org/api/http.html#event-clienterror). */
type ClientError = Error & { readonly code?: string };
type HttpSocket = Socket & { readonly _httpMessage?: { readonly _headerSent: boolean } | null };

/** Answers a request that never became one: too slow, too large, or not HTTP. */
function answerClientError(error: ClientError, socket: Socket): void {
  const underWay = (socket as HttpSocket)._httpMessage;
  if (!socket.writable || error.code === 'ECONNRESET' || underWay?._headerSent === true) {
    socket.destroy();
    return;
  }
  const shown = toClientError(error);
  const body = JSON.stringify(shown.body());
  socket.end(
    [
      `HTTP/1.1 ${shown.status} ${statusTexts[shown.status] ?? 'Bad Request'}`,
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

const statusTexts: Readonly<Record<number, string>> = {
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

function toClientError({ code }: ClientError): OpenAiError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const message = 'The request did not arrive in time. Send it at once, or raise HEADERS_TIMEOUT and BODY_TIMEOUT.';
    return new OpenAiError('request_too_slow', { message });
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    const message = 'The headers of the request are larger than 16 KB. Send fewer or shorter ones.';
    return new OpenAiError('headers_too_large', { message });
  }
  return new OpenAiError('invalid_request', { message: 'The request is no valid HTTP/1.1. Correct its first lines.' });
}
