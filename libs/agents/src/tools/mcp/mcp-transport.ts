import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type FetchLike, type Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/** An MCP server that is started as a process, and spoken to by its standard input and output. */
export interface McpProcess {
  readonly type: 'process';
  readonly command: string;
  readonly args: readonly string[];
  /** Default: the folder of this process. */
  readonly workingDirectory?: string | undefined;
  /** All its variables, beside PATH, HOME, USER, LOGNAME, SHELL and TERM. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether its error output goes to that of this process. It may hold any text. Default: false. */
  readonly showsErrors?: boolean | undefined;
}

/** An MCP server that is spoken to by streamable HTTP. */
export interface McpAddress {
  readonly type: 'http';
  readonly url: string;
  /** Such as `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The most bytes of one message of a server. */
const maximumMessageBytes = 4_000_000;

/** Creates a connection to a server, which does not begin yet. `onLost` is called when a server by HTTP no longer knows it. */
export function createMcpTransport(target: McpProcess | McpAddress, onLost: () => void): Transport {
  if (target.type === 'http') {
    const transport = new StreamableHTTPClientTransport(new URL(target.url), {
      requestInit: { headers: { ...target.headers }, redirect: 'error' },
      fetch: boundedFetch(onLost),
    });
    // Its type has an optional field that may be undefined, which the interface does not allow.
    return transport as Transport;
  }
  const { command, args, workingDirectory, environment, showsErrors = false } = target;
  return new StdioClientTransport({
    command,
    args: [...args],
    ...(workingDirectory === undefined ? {} : { cwd: workingDirectory }),
    env: { ...environment },
    stderr: showsErrors ? 'inherit' : 'ignore',
    maxBufferSize: maximumMessageBytes,
  });
}

/** Creates a `fetch` that bounds the answers to messages, and tells when the session or the server is gone. */
function boundedFetch(onLost: () => void): FetchLike {
  return async (url, init) => {
    let response: Response;
    try {
      response = await fetch(url, init);
    } catch (error) {
      if (init?.method === 'POST' && init.signal?.aborted !== true) onLost();
      throw error;
    }
    if (init?.method !== 'POST') return response;
    // https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#session-management
    if (response.status === 404) onLost();
    if (response.body === null) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(byteBound()), { status, statusText, headers });
  };
}

/** Creates a stream that fails when more bytes than those of one message have passed. */
function byteBound(): TransformStream<Uint8Array, Uint8Array> {
  let length = 0;
  return new TransformStream({
    transform: (bytes, controller) => {
      length += bytes.length;
      if (length > maximumMessageBytes)
        controller.error(new RangeError(`The answer is longer than ${maximumMessageBytes} bytes.`));
      else controller.enqueue(bytes);
    },
  });
}
