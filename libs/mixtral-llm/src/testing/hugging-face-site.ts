import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** Selects a fault of the mock site. */
export type SiteFault =
  /** Never answers a request. */
  | 'silent'
  /** Sends the first half and then nothing more. */
  | 'stalls'
  /** Sends other bytes than it declares. */
  | 'corrupt'
  /** Declares neither size nor checksum, as a mirror may. */
  | 'undeclared'
  /** Answers 401 until a token comes. */
  | 'gated';

/** Holds a file of the mock site. */
interface SiteFile {
  readonly bytes: Buffer;
  readonly fault?: SiteFault | undefined;
}

/**
 * Mocks Hugging Face for tests without a network. It declares the size and SHA-256 of a file in a redirect, and serves ranges of it
 * behind the redirect.
 */
export class HuggingFaceSite {
  /** Method, path and token of every request so far. */
  readonly requests: { readonly method: string; readonly path: string; readonly token: string | undefined }[] = [];
  readonly #files = new Map<string, SiteFile>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<HuggingFaceSite> {
    const server = createServer();
    const site = new HuggingFaceSite(server);
    server.on('request', (request, response) => site.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Adds a file. @param path `owner/name/resolve/revision/file` */
  put(path: string, bytes: Buffer, fault?: SiteFault): void {
    this.#files.set(`/${path}`, { bytes, fault });
  }

  /** Counts the requests for bytes of files. */
  get downloads(): number {
    return this.requests.filter(({ method, path }) => method === 'GET' && path.startsWith('/storage/')).length;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', this.endpoint);
    const path = decodeURIComponent(pathname);
    this.requests.push({ method: request.method ?? '', path, token: request.headers.authorization });
    const isStored = path.startsWith('/storage/');
    const file = this.#files.get(isStored ? path.slice('/storage'.length) : path);
    if (!file) return void response.writeHead(404).end();
    if (file.fault === 'silent') return;
    if (file.fault === 'gated' && !isStored && !request.headers.authorization) {
      return void response.writeHead(401).end();
    }
    if (isStored) return sendRange(request, response, file);
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    const declared = { 'x-linked-size': file.bytes.length, 'x-linked-etag': `"${sha256}"` };
    response
      .writeHead(302, { location: `${this.endpoint}/storage${pathname}`, ...(file.fault !== 'undeclared' && declared) })
      .end();
  }
}

function sendRange(request: IncomingMessage, response: ServerResponse, { bytes, fault }: SiteFile): void {
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from);
  const end = to === '' ? bytes.length - 1 : Number(to);
  const body = fault === 'corrupt' ? Buffer.alloc(end + 1 - start, 'x') : bytes.subarray(start, end + 1);
  response.writeHead(request.headers.range === undefined ? 200 : 206, {
    'accept-ranges': 'bytes',
    'content-length': body.length,
    'content-range': `bytes ${start}-${end}/${bytes.length}`,
  });
  if (request.method === 'HEAD') response.end();
  else if (fault === 'stalls') response.write(body.subarray(0, body.length / 2));
  else response.end(body);
}
