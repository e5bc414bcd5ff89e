import { moderateOrThrow } from '@leeward/moderation';
import { moderateAgentInput } from '@leeward/moderation/langchain';
import { fromWireCommand, isJsonObject, toWire, toWireCommand, toWireObject } from '../../protocol/to-wire.js';
import { type JsonObject, type JsonValue, type RunArguments, type RunRequest } from '../../contract/index.js';
import { withoutReviewerMarks } from '../../messages/index.js';
import { assertFreeCommand, assertFreeFields, isGuarded } from '../../run-state/index.js';
import { type FoundAssistant } from '../assistant-directory.js';
import { listMessageIds, listNames, moderateNames, type RequestPlace } from '../moderation/index.js';

/** Fields of `configurable` that the server sets, and a caller may not. */
const reservedFields = new Set(['thread_id', 'run_id', 'graph_id', 'assistant_id', 'checkpoint_ns', 'checkpoint_map']);

/** The parts of a request that are saved, after moderation. */
export interface PreparedRequest {
  readonly arguments: RunArguments;
  readonly metadata: JsonObject;
}

/**
 * Moderates all that a request brings, and adds what its assistant says.
 * @throws {ContentRefusedError} when something of it must not be saved
 * @throws {RequestInvalidError} when it writes fields of the state that the server keeps
 */
export async function prepareRequest(
  request: RunRequest,
  { assistant, agent }: FoundAssistant,
  place: RequestPlace,
): Promise<PreparedRequest> {
  const { config, context, ...others } = request.arguments;
  const input = withoutReviewerMarks(others.input);
  const command = withoutReviewerMarks(others.command);
  assertFreeFields(input, 'input');
  assertFreeCommand(command, 'command', { isGuarded: isGuarded(agent) });
  const given = toSafeConfig(config);
  const checkpoint = given.checkpoint === undefined ? others.checkpoint : { ...given.checkpoint, ...others.checkpoint };
  const { webhook, interruptBefore, interruptAfter } = others;
  await moderateNames(
    [
      ...listMessageIds([input ?? null, command ?? null]),
      ...[checkpoint, interruptBefore, interruptAfter].flatMap(listNames),
    ],
    place,
  );
  // A part of it may be a key, which a policy would redact: it is called as it is, or not at all.
  if (webhook !== undefined) await moderateField({ webhook }, 'webhook', place);
  const [moderatedConfig, moderatedContext, metadata] = await Promise.all([
    moderateField(given.config, 'config', place),
    moderateField(context ?? {}, 'context', place),
    moderateField(request.metadata, 'metadata', place),
  ]);
  // An assistant is saved by a caller, too.
  const merged = mergeConfig(toSafeConfig(assistant.config).config, moderatedConfig);
  const mergedContext = { ...assistant.context, ...moderatedContext };
  return {
    arguments: {
      ...others,
      checkpoint,
      ...(command === undefined
        ? { input: await moderateInput(input, place), command: undefined }
        : { input: undefined, command: await moderateCommand(command, place) }),
      config: merged,
      context: Object.keys(mergedContext).length > 0 ? mergedContext : undefined,
      policy: request.policy,
    },
    metadata: { ...assistant.metadata, ...metadata, graph_id: assistant.graphId, assistant_id: assistant.id },
  };
}

/** Moderates an object that a caller saves. @throws {ContentRefusedError} when it must not be saved */
export function moderateField(
  value: JsonObject,
  path: string,
  { moderator, requestId, threadId }: RequestPlace,
): Promise<JsonObject> {
  if (Object.keys(value).length === 0) return Promise.resolve(value);
  const source = { stage: 'input', role: 'user', path, requestId, conversationId: threadId } as const;
  return moderateOrThrow(moderator, { ...source, value });
}

async function moderateInput(input: JsonValue | undefined, place: RequestPlace): Promise<JsonValue | undefined> {
  if (input === undefined || input === null) return input;
  const { moderator, requestId, threadId } = place;
  return toWire(await moderateAgentInput<unknown>(input, { moderator, requestId, conversationId: threadId }));
}

async function moderateCommand(command: JsonObject, place: RequestPlace): Promise<JsonObject> {
  const { moderator, requestId, threadId } = place;
  const given = fromWireCommand(command);
  return toWireCommand(await moderateAgentInput(given, { moderator, requestId, conversationId: threadId }));
}

/** Takes the fields of a configuration that a caller may set. The checkpoint to begin from may be among them. */
function toSafeConfig(config: JsonObject): { readonly config: JsonObject; readonly checkpoint?: JsonObject } {
  const { tags, recursion_limit: limit, configurable } = config;
  const fields = isJsonObject(configurable) ? Object.entries(configurable) : [];
  const allowed = fields.filter(([name]) => !/^(?:__|_?leeward_)/.test(name) && !reservedFields.has(name));
  const { checkpoint_id: checkpointId, ...others } = Object.fromEntries(allowed);
  return {
    config: {
      ...(tags === undefined ? {} : { tags }),
      ...(limit === undefined ? {} : { recursion_limit: limit }),
      ...(Object.keys(others).length === 0 ? {} : { configurable: others }),
    },
    ...(typeof checkpointId === 'string' ? { checkpoint: { checkpoint_id: checkpointId } } : {}),
  };
}

function mergeConfig(base: JsonObject, config: JsonObject): JsonObject {
  const configurable = { ...toWireObject(base['configurable'] ?? {}), ...toWireObject(config['configurable'] ?? {}) };
  return { ...base, ...config, configurable };
}
