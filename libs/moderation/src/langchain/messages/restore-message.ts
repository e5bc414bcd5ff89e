import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  type InvalidToolCall,
  type MessageContent,
  type ToolCall,
  type ToolCallChunk,
  ToolMessage,
} from '@langchain/core/messages';

import { type RedactionVault } from '../../redaction/vault.js';
import { mapChanged } from '../../values/map-changed.js';
import { restoreArguments, restoreTexts, restoreValue } from '../../values/restore-value.js';

/** The fields of a message that may hold placeholders. */
interface RestorableFields {
  readonly content: MessageContent;
  readonly additional_kwargs: Record<string, unknown>;
  readonly name?: string | undefined;
  readonly tool_calls?: readonly ToolCall[] | undefined;
  readonly invalid_tool_calls?: readonly InvalidToolCall[] | undefined;
  readonly tool_call_chunks?: readonly ToolCallChunk[] | undefined;
  readonly artifact?: unknown;
}

/**
 * Replaces the placeholders in a copy of a message by the values of a vault: callbacks may still hold the message itself. A message
 * without such placeholders is returned as it is.
 * @param content the content of the copy, if it is restored already
 */
export function restoreMessage<Message extends BaseMessage>(
  message: Message,
  vault: RedactionVault,
  content: MessageContent = restoreContent(message.content, vault),
): Message {
  const given = readFields(message);
  const restored = { ...restoreFields(given, vault), content };
  const names = Object.keys(given) as (keyof RestorableFields)[];
  if (names.every((name) => restored[name] === given[name])) return message;
  const { constructor } = message as unknown as { readonly constructor: new (fields: object) => Message };
  const { id, response_metadata } = message;
  return new constructor({ ...message.lc_kwargs, id, response_metadata, ...restored });
}

function readFields(message: BaseMessage): RestorableFields {
  const { content, additional_kwargs, name } = message;
  const fields = { content, additional_kwargs, ...(name === undefined ? {} : { name }) };
  if (AIMessageChunk.isInstance(message)) {
    // The constructor makes the calls of a chunk from their pieces.
    const { tool_call_chunks, tool_calls, invalid_tool_calls } = message;
    return tool_call_chunks?.length ? { ...fields, tool_call_chunks } : { ...fields, tool_calls, invalid_tool_calls };
  }
  if (AIMessage.isInstance(message)) {
    const { tool_calls, invalid_tool_calls } = message;
    return { ...fields, tool_calls, invalid_tool_calls };
  }
  return ToolMessage.isInstance(message) ? { ...fields, artifact: message.artifact as unknown } : fields;
}

function restoreFields(fields: RestorableFields, vault: RedactionVault): RestorableFields {
  const { additional_kwargs, name, tool_calls, invalid_tool_calls, tool_call_chunks, artifact } = fields;
  return {
    ...fields,
    additional_kwargs: restoreTexts(additional_kwargs, vault),
    ...(name === undefined ? {} : { name: vault.restore(name) }),
    ...(tool_calls === undefined ? {} : { tool_calls: mapChanged(tool_calls, (call) => restoreCall(call, vault)) }),
    ...(invalid_tool_calls === undefined
      ? {}
      : { invalid_tool_calls: mapChanged(invalid_tool_calls, (call) => restoreCall(call, vault)) }),
    ...(tool_call_chunks === undefined
      ? {}
      : { tool_call_chunks: mapChanged(tool_call_chunks, (call) => restoreCall(call, vault)) }),
    ...(artifact === undefined ? {} : { artifact: restoreValue(artifact, vault) }),
  };
}

/** Restores the content of a message. Text stays text, also when it is the placeholder of a number. */
function restoreContent(content: MessageContent, vault: RedactionVault): MessageContent {
  return typeof content === 'string'
    ? vault.restore(content)
    : (mapChanged<object>(content, (block) => restoreBlock(block, vault)) as MessageContent);
}

/** Restores a content block: a call of a tool, or any other. */
export function restoreBlock<Block extends object>(block: Block, vault: RedactionVault): Block {
  return 'args' in block ? restoreCall(block, vault) : restoreTexts(block, vault);
}

/** Restores a call, or a piece of one whose arguments are JSON text. */
function restoreCall<Call extends { readonly name?: unknown; readonly args?: unknown }>(
  call: Call,
  vault: RedactionVault,
): Call {
  const name = typeof call.name === 'string' ? vault.restore(call.name) : call.name;
  const args = typeof call.args === 'string' ? restoreArguments(call.args, vault) : restoreValue(call.args, vault);
  return name === call.name && args === call.args ? call : { ...call, name, args };
}
