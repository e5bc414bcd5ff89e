import { type FileFacts, type HuggingFaceFile } from '../catalogue/catalogue.js';

/** How the facts of a file are asked for. */
export interface HuggingFaceQuery {
  /** For example `https://huggingface.co`. */
  readonly endpoint: string;
  readonly file: HuggingFaceFile;
  /** Milliseconds that the site may take to answer. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** A renamed repository redirects within the site before it answers. */
const redirectLimit = 3;

/**
 * Asks Hugging Face what a file is, without fetching it: the site declares size and SHA-256 of every large file (Git LFS) in
 * headers of its answer. It is also the quick way to learn that the site cannot be reached, or does not have the file.
 *
 * @returns undefined when the answer declares nothing, as that of a mirror may
 * @throws an Error that says whether the site or the file is missing
 */
export async function huggingFaceFacts(query: HuggingFaceQuery): Promise<FileFacts | undefined> {
  let url = new URL(fileUrl(query));
  for (let redirects = 0; redirects <= redirectLimit; redirects++) {
    const response = await ask(url, query);
    const facts = declaredFacts(response.headers);
    if (facts) return facts;
    const location = response.headers.get('location');
    if (response.status >= 400)
      throw new Error(`${url.origin} answered ${response.status} for ${query.file.repository}/${query.file.path}`);
    const next = location === null ? undefined : new URL(location, url);
    if (next?.origin !== url.origin) return undefined;
    url = next;
  }
  throw new Error(`${url.origin} redirects in a circle`);
}

function fileUrl({ endpoint, file }: HuggingFaceQuery): string {
  const segments = [...file.repository.split('/'), 'resolve', file.revision ?? 'main', ...file.path.split('/')];
  return `${endpoint.replace(/\/$/, '')}/${segments.map(encodeURIComponent).join('/')}`;
}

async function ask(url: URL, { timeout, signal }: HuggingFaceQuery): Promise<Response> {
  const answer = await head(url, {}, timeout, signal);
  const token = process.env['HF_TOKEN'];
  // Only where it is needed: an outdated token is refused even for a public file.
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
      // A compressed answer would have another size.
      headers: { ...headers, 'accept-encoding': 'identity' },
      signal: AbortSignal.any([signal, limit]),
    });
  } catch (error) {
    signal.throwIfAborted();
    const reason = limit.aborted ? `no answer within ${timeout / 1000} s` : causeOf(error);
    throw new Error(`${url.origin} cannot be reached: ${reason}`, { cause: error });
  }
}

/** `fetch` only says that it failed; why is in the cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function declaredFacts(headers: Headers): FileFacts | undefined {
  const size = Number(headers.get('x-linked-size') ?? Number.NaN);
  const sha256 = /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(headers.get('x-linked-etag') ?? '')?.[1];
  return Number.isSafeInteger(size) && size > 0 && sha256 !== undefined ? { size, sha256 } : undefined;
}
