import { type StructuredToolInterface, tool, type ToolRunnableConfig } from '@langchain/core/tools';

import { labelTool, type ToolLabels } from '../../contract/index.js';
import { OpenApiError, ToolInputError } from '../../errors/index.js';
import { sendBoundedRequest } from '../../http-client/index.js';
import { cutText } from '../../text/index.js';
import { findIdempotencyKey } from '../../tool-calls/index.js';
import { readOpenApiDocument } from './open-api-document.js';
import { bodyArgument, findOperation, type OpenApiOperation } from './open-api-operation.js';

/** Options of the tools of an OpenAPI file. */
export interface OpenApiToolsOptions {
  /** The path of a file of OpenAPI 3, in YAML or JSON. */
  readonly file: string;
  /** The URL before the paths of the file. Nothing in the file or in a call changes it. It may be in a private network. */
  readonly baseUrl: string;
  /** Sent with every call, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The operations that may be called, by `operationId`, each with the labels that differ. No other operation is. */
  readonly operations: Readonly<Record<string, Partial<ToolLabels>>>;
  /** Stands before the names of the tools, with `_` between. Default: nothing. */
  readonly prefix?: string | undefined;
  /** Milliseconds for a call. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** The most bytes of an answer. Default: 1,000,000. */
  readonly maximumBytes?: number | undefined;
  /** The most characters that the model reads of an answer. Default: 20,000. */
  readonly maximumCharacters?: number | undefined;
}

/** Methods that only read, by the definition of HTTP: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1 */
const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Creates a tool for each listed operation of an OpenAPI file. Arguments are validated against its schemas.
 *
 * Answers count as untrusted. Operations that do more than read count as external. The options can say otherwise.
 *
 * @throws {OpenApiError} for a file or an operation that cannot be used
 */
export async function createOpenApiTools(options: OpenApiToolsOptions): Promise<readonly StructuredToolInterface[]> {
  const { file, operations, headers = {} } = options;
  const document = await readOpenApiDocument(file);
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  return Object.entries(operations).map(([id, labels]) =>
    toTool(findOperation(document, id, file, names), labels, options),
  );
}

function toTool(
  operation: OpenApiOperation,
  labels: Partial<ToolLabels>,
  options: OpenApiToolsOptions,
): StructuredToolInterface {
  const { prefix, file } = options;
  const name = prefix === undefined ? operation.id : `${prefix}_${operation.id}`;
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw new OpenApiError(
      file,
      `${JSON.stringify(name)} is no name for a tool: letters, digits, "_" and "-", at most 64`,
    );
  }
  const created = tool(
    (args: unknown, config: ToolRunnableConfig) => call(operation, args as Arguments, options, config),
    { name, description: operation.description || `${operation.method} ${operation.path}`, schema: operation.schema },
  );
  const effect = safeMethods.includes(operation.method) ? 'none' : 'external';
  return labelTool(created as StructuredToolInterface & { metadata?: Record<string, unknown> }, {
    reads: ['untrusted'],
    effect,
    ...labels,
  });
}

type Arguments = Readonly<Record<string, unknown>>;

async function call(
  operation: OpenApiOperation,
  args: Arguments,
  options: OpenApiToolsOptions,
  config: ToolRunnableConfig,
): Promise<string> {
  const { headers = {}, timeoutMs = 10_000, maximumBytes = 1_000_000, maximumCharacters = 20_000 } = options;
  const body = operation.hasBody && args[bodyArgument] !== undefined ? JSON.stringify(args[bodyArgument]) : undefined;
  const url = toUrl(operation, args, options.baseUrl);
  // A service that knows such keys does nothing twice.
  const idempotencyKey = findIdempotencyKey(config);
  const { status, text } = await sendBoundedRequest({
    url,
    method: operation.method,
    headers: {
      accept: 'application/json, text/*;q=0.5',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...headers,
    },
    body,
    // The operator has chosen the address.
    allowsAddress: () => true,
    allowsType: (type) => type === '' || type.startsWith('text/') || /[/+]json$/.test(type),
    maximumBytes,
    timeoutMs,
    signal: config.signal,
  });
  const answer = cutText(text, maximumCharacters);
  return status < 400 ? answer : `The server answered with the status ${status}:\n${answer}`;
}

/** Builds the URL of a call. @throws {ToolInputError} for a value that would change the path, or that no URL can hold */
function toUrl({ path, parameters }: OpenApiOperation, args: Arguments, baseUrl: string): URL {
  const filled = path.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => toPathSegment(name, args[name]));
  const url = new URL(`${baseUrl.replace(/\/$/, '')}${filled}`);
  for (const { name, place, isExploded } of parameters) {
    const value = args[name];
    if (place !== 'query' || value === undefined || value === null) continue;
    const values = (Array.isArray(value) ? value : [value]).map((item) => toText(name, item));
    for (const text of isExploded ? values : [values.join(',')]) url.searchParams.append(name, text);
  }
  return url;
}

/** Escapes a value. `..` would lead to another operation, and an empty value to another path. */
function toPathSegment(name: string, value: unknown): string {
  const text = toText(name, value);
  if (/^\.{0,2}$/.test(text))
    throw new ToolInputError(`The value of ${JSON.stringify(name)} may not be empty, "." or "..".`);
  return encodeURIComponent(text.toWellFormed());
}

function toText(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  throw new ToolInputError(`The value of ${JSON.stringify(name)} must be a text, a number, true or false.`);
}
