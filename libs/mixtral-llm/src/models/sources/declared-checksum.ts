import { type FileChecksum } from '../../gguf/check-file.js';
import { type HuggingFaceFile } from '../catalogue/catalogue.js';

/** Describes a request for the checksum of a file. */
interface HuggingFaceQuery {
  /** For example `https://huggingface.co`. */
  readonly endpoint: string;
  readonly file: HuggingFaceFile;
  /** Milliseconds that the site may take to answer. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** Redirects that are followed within the site: a renamed repository redirects to its new name. */
const maxRedirects = 3;

/**
 * Asks Hugging Face for the size and SHA-256 of a file, without a download. The site declares both for every large file (Git LFS)
 * in the headers of its answer. The request also shows fast whether the site can be reached and has the file.
 *
 * @returns undefined when the answer declares no checksum; mirrors may leave it out
 * @throws an Error that tells whether the site cannot be reached or the file is missing
 * @throws the reason of `signal` when it aborts
 */
export async function fetchDeclaredChecksum(query: HuggingFaceQuery): Promise<FileChecksum | undefined> {
  let url = new URL(toFileUrl(query));
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await sendHead(url, query);
    const checksum = readDeclaredChecksum(response.headers);
    if (checksum) return checksum;
    const location = response.headers.get('location');
    if (response.status >= 400) {
      throw new Error(`${url.origin} answered ${response.status} for ${query.file.repository}/${query.file.path}`);
    }
    const next = location === null ? undefined : new URL(location, url);
    if (next?.origin !== url.origin) return undefined;
    url = next;
  }
  throw new Error(`${url.origin} redirects in a circle`);
}

function toFileUrl({ endpoint, file }: HuggingFaceQuery): string {
  const segments = [...file.repository.split('/'), 'resolve', file.revision ?? 'main', ...file.path.split('/')];
  return `${endpoint.replace(/\/$/, '')}/${segments.map(encodeURIComponent).join('/')}`;
}

async function sendHead(url: URL, { timeout, signal }: HuggingFaceQuery): Promise<Response> {
  const answer = await head(url, {}, timeout, signal);
  const token = process.env['HF_TOKEN'];
  // Sent only when the site asks for it: an expired token is refused even for a public file.
  if (answer.status !== 401 || !token) return answer;
  return head(url, { authorization: `Bearer ${token}` }, timeout, signal);
}

async function head(
  url: URL,
  headers: Readonly<Record<string, string>>,
  timeout: number,
  signal: AbortSignal,
): Promise<Response> {
  const limit = AbortSignal.timeout(timeout);
  try {
    return await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      // A compressed answer would declare another size.
      headers: { ...headers, 'accept-encoding': 'identity' },
      signal: AbortSignal.any([signal, limit]),
    });
  } catch (error) {
    signal.throwIfAborted();
    const reason = limit.aborted ? `no answer within ${timeout / 1000} s` : describeCause(error);
    throw new Error(`${url.origin} cannot be reached: ${reason}`, { cause: error });
  }
}

/** Describes why a request failed. The error of `fetch` itself says no more than that it failed; its cause has the reason. */
function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function readDeclaredChecksum(headers: Headers): FileChecksum | undefined {
  const size = Number(headers.get('x-linked-size') ?? Number.NaN);
  const sha256 = /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(headers.get('x-linked-etag') ?? '')?.[1];
  return Number.isSafeInteger(size) && size > 0 && sha256 !== undefined ? { size, sha256 } : undefined;
}
