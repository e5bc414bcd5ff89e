import { createHash } from 'node:crypto';

import {
  type DynamicStructuredTool,
  type StructuredToolInterface,
  tool,
  type ToolRunnableConfig,
} from '@langchain/core/tools';
import { loadMcpTools } from '@langchain/mcp-adapters';
import { raceAbort } from '@leeward/moderation';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';

import { labelTool, type ToolLabels, unknownToolLabels } from '../../contract/index.js';
import { McpServerError } from '../../errors/index.js';
import { cutText } from '../../text/index.js';
import { createMcpTransport, type McpAddress, type McpProcess } from './mcp-transport.js';

/** Options of an MCP server. */
export interface McpServerOptions {
  /** Named in errors. */
  readonly name: string;
  readonly target: McpProcess | McpAddress;
  /** The tools that may be used, each with the labels that differ from untrusted and external. No other tool is. */
  readonly tools: Readonly<Record<string, Partial<ToolLabels>>>;
  /** Stands before the names of its tools, with `_` between. Default: nothing. */
  readonly prefix?: string | undefined;
  /** Milliseconds for a call. Default: 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds for a start. Default: 20,000. */
  readonly startTimeoutMs?: number | undefined;
  /** The most characters that the model reads of a result. Default: 20,000. */
  readonly maximumCharacters?: number | undefined;
}

interface Connection {
  readonly client: Client;
  /** Whether the server no longer knows it, or cannot be reached. */
  readonly isLost: () => boolean;
  readonly tools: ReadonlyMap<string, DynamicStructuredTool>;
}

/** Milliseconds before a server that did not start is started again: doubled each time, up to the second one. */
const restartDelays = [1_000, 60_000] as const;

/**
 * A server of tools that speaks the Model Context Protocol. It is started again when it has ended, with the next call.
 *
 * Only the tools of the list are used, as they were described at the first start: a tool that describes itself otherwise
 * later is refused, because nobody has looked at its new words.
 */
export class McpServer {
  readonly tools: readonly StructuredToolInterface[];
  readonly #options: McpServerOptions;
  readonly #fingerprints: ReadonlyMap<string, string>;
  #connection: Connection;
  #opening: Promise<Connection> | undefined;
  #isClosed = false;
  #failures = 0;
  #nextStartAt = 0;

  private constructor(options: McpServerOptions, connection: Connection) {
    this.#options = options;
    this.#connection = connection;
    this.#fingerprints = new Map([...connection.tools].map(([name, loaded]) => [name, toFingerprint(loaded)]));
    this.tools = [...connection.tools.values()].map((loaded) => this.#toTool(loaded));
  }

  /**
   * Starts the server, or connects to it, and reads its tools.
   *
   * @throws {McpServerError} when it does not answer in time, or lacks a tool of the list
   */
  static async start(options: McpServerOptions): Promise<McpServer> {
    const connection = await openConnection(options);
    const missing = Object.keys(options.tools).filter((name) => !connection.tools.has(name));
    if (missing.length > 0) {
      await connection.client.close();
      throw new McpServerError(
        options.name,
        `it has no tool ${missing.map((name) => JSON.stringify(name)).join(', ')}`,
      );
    }
    return new McpServer(options, connection);
  }

  /** Ends the connection, and the process of the server. Calls that are under way fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opening?.catch(() => undefined);
    await this.#connection.client.close();
  }

  #toTool(loaded: DynamicStructuredTool): StructuredToolInterface {
    const { name, description, schema } = loaded;
    const { prefix, tools } = this.#options;
    const created = tool((args: unknown, config: ToolRunnableConfig) => this.#call(name, args, config), {
      name: prefix === undefined ? name : `${prefix}_${name}`,
      description,
      schema: schema as Record<string, unknown>,
    });
    return labelTool(created as StructuredToolInterface & { metadata?: Record<string, unknown> }, {
      ...unknownToolLabels,
      ...(Object.hasOwn(tools, name) ? tools[name] : undefined),
    });
  }

  async #call(name: string, args: unknown, { signal }: ToolRunnableConfig): Promise<string> {
    const { name: server, timeoutMs = 30_000, maximumCharacters = 20_000 } = this.#options;
    const connection = await this.#connect();
    const loaded = connection.tools.get(name);
    if (loaded === undefined || toFingerprint(loaded) !== this.#fingerprints.get(name)) {
      throw new McpServerError(server, `its tool ${JSON.stringify(name)} has changed since the agents were loaded`);
    }
    // Not `invoke`: that would show the result to callbacks and streams before it is moderated.
    const [content] = (await loaded.func(structuredClone(args), undefined, {
      timeout: timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    })) as readonly [unknown, unknown];
    return cutText(toText(content), maximumCharacters);
  }

  /** Gives the connection, or begins a new one when the earlier one has ended. */
  #connect(): Promise<Connection> {
    if (this.#isClosed) return Promise.reject(new McpServerError(this.#options.name, 'it was closed'));
    const { client, isLost } = this.#connection;
    // A client whose connection has ended has no transport any more.
    if (client.transport !== undefined && !isLost()) return Promise.resolve(this.#connection);
    this.#opening ??= this.#reopen().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #reopen(): Promise<Connection> {
    const wait = this.#nextStartAt - Date.now();
    if (wait > 0) {
      throw new McpServerError(this.#options.name, `it does not start; the next try is in ${wait} milliseconds`);
    }
    try {
      this.#connection = await openConnection(this.#options);
    } catch (error) {
      const [first, last] = restartDelays;
      this.#nextStartAt = Date.now() + Math.min(first * 2 ** this.#failures, last);
      this.#failures += 1;
      throw error;
    }
    this.#failures = 0;
    return this.#connection;
  }
}

async function openConnection(options: McpServerOptions): Promise<Connection> {
  const { name, target, tools, startTimeoutMs = 20_000 } = options;
  const client = new Client({ name: 'leeward', version: '1' });
  const timeout = AbortSignal.timeout(startTimeoutMs);
  let isLost = false;
  try {
    const transport = createMcpTransport(target, () => {
      isLost = true;
      // Later, so that the call fails with its own error and not with the end of the connection.
      setImmediate(() => void client.close().catch(() => undefined));
    });
    const connected = client.connect(transport, { timeout: startTimeoutMs, signal: timeout });
    const all = await raceAbort(
      connected.then(() => loadMcpTools(name, client, outputs)),
      timeout,
    );
    const allowed = all.filter((candidate) => Object.hasOwn(tools, candidate.name));
    const byName = new Map(allowed.map((candidate) => [candidate.name, candidate]));
    return { client, isLost: () => isLost, tools: byName };
  } catch (error) {
    await client.close().catch(() => undefined);
    throw new McpServerError(name, describeStart(error, timeout, startTimeoutMs), { cause: error });
  }
}

/** Only text reaches the model: images and sounds cannot be moderated. */
const outputs = {
  throwOnLoadError: true,
  outputHandling: { text: 'content', image: 'artifact', audio: 'artifact', resource: 'artifact' },
} as const;

/** Describes why a server did not start. The words of the server itself stay out of the message. */
function describeStart(error: unknown, timeout: AbortSignal, milliseconds: number): string {
  if (timeout.aborted) return `it did not answer within ${milliseconds} milliseconds`;
  const { code, cause } = Object(error) as { readonly code?: unknown; readonly cause?: unknown };
  const reason = [code, (Object(cause) as { readonly code?: unknown }).code].find((value) => typeof value === 'string');
  if (reason === 'ENOENT') return 'there is no such command or working folder';
  if (typeof code === 'number' && code >= 400) return `it answered with the status ${code}`;
  return reason === undefined ? 'it ended, or it does not speak the protocol' : `the connection failed (${reason})`;
}

/** Names a tool as it describes itself. */
function toFingerprint({ description, schema }: DynamicStructuredTool): string {
  return createHash('sha256')
    .update(JSON.stringify([description, schema]))
    .digest('hex');
}

function toText(content: unknown): string {
  if (typeof content === 'string') return content;
  const blocks = (Array.isArray(content) ? content : [content]) as readonly unknown[];
  const texts = blocks.flatMap((block) => {
    const { type, text } = Object(block) as { readonly type?: unknown; readonly text?: unknown };
    return type === 'text' && typeof text === 'string' ? [text] : [];
  });
  return texts.length === 0 ? 'The tool gave no text.' : texts.join('\n');
}
