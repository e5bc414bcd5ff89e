import { alphabets, type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { draw } from '../vocabulary.js';

/** Writes messages of HTTP. */
export const http: TextWriters = {
  'headers of HTTP': (random) => {
    const head = random.chance(0.5)
      ? `HTTP/1.1 ${random.pick(['200 OK', '201 Created', '304 Not Modified', '404 Not Found'])}`
      : `${random.pick(['GET', 'POST', 'PATCH'])} /v${random.integer(1, 3)}/${draw.noun(random)}/${random.uuid()} HTTP/1.1\nHost: ${draw.host(random)}`;
    return `${head}\n${random.shuffle(headers(random)).slice(0, random.integer(6, 14)).join('\n')}`;
  },
  'commands of curl': (random) =>
    random.lines(2, 5, () =>
      random.pick([
        () =>
          `curl -X POST https://${draw.host(random)}/${draw.noun(random)} -H 'Idempotency-Key: ${random.uuid()}' -d '{"${draw.noun(random)}": ${random.integer(1, 99)}}'`,
        () =>
          `curl -H "Authorization: Bearer $${draw.constant(random)}_TOKEN" https://${draw.host(random)}/${draw.noun(random)}s?limit=${random.integer(1, 99)}`,
        () => `curl -sSfL https://${draw.host(random)}/install.sh | sh -s -- --version ${draw.version(random)}`,
        () =>
          `curl -u "$USER:$PASSWORD" -H 'If-None-Match: "${random.hex(32)}"' http://localhost:${random.integer(1000, 9999)}/${draw.noun(random)}`,
        () => `curl -H 'X-Api-Key: <your key>' -H 'X-Request-Id: ${random.hex(20)}' https://${draw.host(random)}/`,
      ])(),
    ),
};

function headers(random: Random): readonly string[] {
  return [
    `Idempotency-Key: ${random.uuid()}`,
    `ETag: ${random.chance(0.5) ? 'W/' : ''}"${random.pick([random.hex(32), random.base64url(20), `${random.hex(3)}-${random.base64(20)}`])}"`,
    `traceparent: 00-${random.hex(32)}-${random.hex(16)}-01`,
    `tracestate: ${draw.noun(random)}=${random.hex(16)}`,
    `X-Request-Id: ${random.pick([random.uuid(), random.hex(32), random.string(alphabets.alphanumeric, 22)])}`,
    `X-Amz-Cf-Id: ${random.string(alphabets.base64url, 54)}==`,
    `CF-RAY: ${random.hex(16)}-${random.string(alphabets.upper, 3)}`,
    `Content-Length: ${random.integer(0, 99_999)}`,
    `Content-MD5: ${random.base64(16)}`,
    `Last-Modified: ${random.moment().toUTCString()}`,
    `Cache-Control: public, max-age=${random.integer(0, 31_536_000)}, immutable`,
    `Vary: Accept-Encoding, Origin`,
    `Server: nginx/${draw.version(random)}`,
    `Content-Security-Policy: script-src 'self' 'nonce-${random.base64(16)}' 'sha256-${random.base64(32)}'`,
    `Strict-Transport-Security: max-age=${random.integer(1000, 63_072_000)}; includeSubDomains`,
    `X-RateLimit-Reset: ${Math.floor(random.moment().getTime() / 1000)}`,
    `Surrogate-Key: ${random.list(2, 5, () => `${draw.noun(random)}-${random.integer(1, 9999)}`).join(' ')}`,
    `x-cache-key: ${draw.noun(random)}/${random.hex(40)}`,
    `Sec-WebSocket-Key: ${random.base64(16)}`,
    `Via: 1.1 ${random.hex(32)}.${draw.host(random)} (${draw.noun(random)})`,
    `Link: <https://${draw.host(random)}/${draw.noun(random)}?page=${random.integer(2, 99)}>; rel="next"`,
    `User-Agent: ${draw.package(random)}/${draw.version(random)} (linux; x64) node/${draw.version(random)}`,
  ];
}
