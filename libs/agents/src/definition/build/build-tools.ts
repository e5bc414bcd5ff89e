import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { type StructuredToolInterface } from '@langchain/core/tools';
import { type FieldPath, type Moderator } from '@leeward/moderation';

import {
  createCalculatorTool,
  createCurrentTimeTool,
  createHttpGetTool,
  createOpenApiTools,
  createSearchDocumentsTool,
  DocumentIndex,
  McpServer,
  type McpServerOptions,
} from '../../tools/index.js';
import { type AgentDocument, toAllowedTools } from '../schema/index.js';
import { type FileContext, readHeaders, readVariable, toAbsolutePath } from './file-context.js';
import { findOwn } from './find-model.js';
import { assertDescriptions } from './moderate-descriptions.js';

type ToolsDocument = NonNullable<AgentDocument['tools']>;

/** Builds the tools of an agent. Problems go to the list of the file. */
export async function buildTools(
  context: FileContext,
  agent: AgentDocument,
  path: FieldPath,
  moderator: Moderator,
): Promise<readonly StructuredToolInterface[]> {
  const { tools = {} } = agent;
  const built = new Map<string, StructuredToolInterface>();
  const add = (field: FieldPath, added: readonly StructuredToolInterface[] = []): void => {
    for (const tool of added) {
      if (built.has(tool.name)) {
        context.problems.add(
          field,
          `has a second tool of the name ${JSON.stringify(tool.name)}; give a source a prefix`,
        );
      }
      built.set(tool.name, tool);
    }
  };
  const attempt = async (
    field: FieldPath,
    work: () => readonly StructuredToolInterface[] | Promise<readonly StructuredToolInterface[]>,
  ): Promise<void> => add(field, await context.problems.try(field, work));
  const checked = async (selected: readonly StructuredToolInterface[]): Promise<typeof selected> => {
    await assertDescriptions(selected, moderator);
    return selected;
  };
  await attempt(path, () => buildSimpleTools(tools));
  const { search_documents: documents, mcp = {}, openapi = {}, code = [] } = tools;
  if (documents !== undefined) {
    await attempt([...path, 'search_documents'], () => buildSearch(context, documents, moderator));
  }
  for (const [name, selection] of Object.entries(mcp)) {
    await attempt([...path, 'mcp', name], async () => checked(select(await buildMcp(context, name), selection)));
  }
  for (const [name, selection] of Object.entries(openapi)) {
    await attempt([...path, 'openapi', name], async () =>
      checked(select(await buildOpenApi(context, name), selection)),
    );
  }
  for (const [index, name] of code.entries()) {
    await attempt([...path, 'code', index], () => [findSource(context.host.tools, name, 'a tool of the program')]);
  }
  return [...built.values()];
}

function buildSimpleTools(tools: ToolsDocument): readonly StructuredToolInterface[] {
  const { calculator, current_time: time, http_get: get } = tools;
  return [
    ...(calculator === undefined ? [] : [createCalculatorTool()]),
    ...(time === undefined ? [] : [createCurrentTimeTool(time === true ? {} : { timeZone: time.time_zone })]),
    ...(get === undefined
      ? []
      : [
          createHttpGetTool({
            hosts: get.hosts,
            allowsPrivateAddresses: get.private_addresses,
            maximumBytes: get.max_bytes,
            maximumCharacters: get.max_characters,
            timeoutMs: toMilliseconds(get.timeout_seconds),
          }),
        ]),
  ];
}

async function buildSearch(
  context: FileContext,
  name: string,
  moderator: Moderator,
): Promise<readonly StructuredToolInterface[]> {
  const { document, host, resources } = context;
  const settings = findSource(document.documents, name, 'a name under documents');
  const { embeddings, dataFolder, onLeftOut } = host;
  if (embeddings === undefined) throw new Error('needs an embedding model, and this program has none');
  const folder = toAbsolutePath(context, settings.folder);
  // Documents are moderated by the policy of the agent: agents of two policies have two indexes.
  const key = toKey([
    'documents',
    name,
    settings,
    folder,
    moderator.policy.name,
    moderator.fingerprint,
    embeddings.name,
  ]);
  const index = await resources.take(key, () =>
    DocumentIndex.open({
      folder,
      moderator,
      embeddings: embeddings.model,
      embeddingsName: embeddings.name,
      ...(dataFolder === undefined
        ? {}
        : {
            databasePath: join(
              dataFolder,
              `documents-${name}-${toKey([folder, moderator.policy.name]).slice(0, 16)}.db`,
            ),
          }),
      refreshMs: toMilliseconds(settings.refresh_seconds),
      maximumFiles: settings.max_files,
      maximumFileBytes: settings.max_file_bytes,
      maximumParts: settings.max_parts,
      onLeftOut: onLeftOut && ((leftOut) => onLeftOut(name, leftOut)),
    }),
  );
  const { description, max_results: maximumResults } = settings;
  return [createSearchDocumentsTool({ index, description, maximumResults })];
}

async function buildMcp(context: FileContext, name: string): Promise<readonly StructuredToolInterface[]> {
  const settings = findSource(context.document.mcp_servers, name, 'a name under mcp_servers');
  const target: McpServerOptions['target'] =
    'command' in settings
      ? {
          type: 'process',
          command: settings.command,
          args: settings.args ?? [],
          workingDirectory: toAbsolutePath(context, settings.working_directory ?? '.'),
          environment: Object.fromEntries(
            (settings.env ?? []).map((variable) => [variable, readVariable(context, variable)]),
          ),
          showsErrors: settings.show_errors,
        }
      : { type: 'http', url: settings.url, headers: readHeaders(context, settings.headers) };
  const options: McpServerOptions = {
    name,
    target,
    tools: toAllowedTools(settings.tools),
    prefix: settings.prefix,
    timeoutMs: toMilliseconds(settings.timeout_seconds),
    startTimeoutMs: toMilliseconds(settings.start_timeout_seconds),
    maximumCharacters: settings.max_characters,
  };
  const server = await context.resources.take(toKey(['mcp', options]), () => McpServer.start(options));
  return server.tools;
}

async function buildOpenApi(context: FileContext, name: string): Promise<readonly StructuredToolInterface[]> {
  const settings = findSource(context.document.openapi, name, 'a name under openapi');
  const file = toAbsolutePath(context, settings.file);
  context.onFile(file);
  return createOpenApiTools({
    file,
    baseUrl: settings.base_url,
    headers: readHeaders(context, settings.headers),
    operations: toAllowedTools(settings.operations),
    prefix: settings.prefix,
    timeoutMs: toMilliseconds(settings.timeout_seconds),
    maximumBytes: settings.max_bytes,
    maximumCharacters: settings.max_characters,
  });
}

/** Selects tools of a source. The names of a selection are without the prefix or with it. */
function select(
  tools: readonly StructuredToolInterface[],
  selection: 'all' | readonly string[],
): readonly StructuredToolInterface[] {
  if (selection === 'all') return tools;
  return selection.map((name) => {
    const found = tools.find((tool) => tool.name === name || tool.name.endsWith(`_${name}`));
    if (found === undefined) throw new Error(`has no tool ${JSON.stringify(name)} that may be used`);
    return found;
  });
}

function findSource<Value>(table: Readonly<Record<string, Value>> | undefined, name: string, noun: string): Value {
  const found = findOwn(table ?? {}, name);
  if (found === undefined) {
    throw new Error(
      `${JSON.stringify(name)} is not ${noun}; there are: ${Object.keys(table ?? {}).join(', ') || 'none'}`,
    );
  }
  return found;
}

function toMilliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

/** Names settings. A hash, because they may hold keys. */
function toKey(settings: unknown): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}
