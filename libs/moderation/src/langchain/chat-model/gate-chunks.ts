import {
  AIMessageChunk,
  type BaseMessageChunk,
  type MessageContent,
  type UsageMetadata,
} from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';

import { ConfigurationError } from '../../errors/moderation-errors.js';
import { gateParts } from '../../streaming/gate-stream.js';
import { type ModeratedToolCall, type ToolCallDelta } from '../../streaming/tool-call-buffer.js';
import { moderateValue } from '../../values/moderate-value.js';
import { type Moderator } from '../../moderator/moderator.js';
import { type RequestContext } from '../../contract/request-context.js';
import { type BlockVerdict, type ErrorVerdict, isReleasable } from '../../contract/verdict.js';
import { isMedia } from '../messages/content-blocks.js';
import { isOpaqueId } from '../messages/opaque-id.js';
import { refusalChunk } from './refusal.js';
import { safeMetadata } from '../messages/safe-metadata.js';

type Piece =
  { readonly type: 'text'; readonly text: string } | { readonly type: 'tool-call'; readonly delta: ToolCallDelta };

/** How a stream of chunks is gated. */
export interface GateChunksOptions extends RequestContext {
  /** Called when the gate stops the stream, so that the caller can end the generation. */
  readonly onStop?: () => void;
}

/**
 * Gates an answer of a LangChain model. Text comes out as it is approved; tool calls whole, when they are complete; all else
 * that carries text (reasoning, blocks of a provider's own) at the end, judged as a value. Metadata is cut down to what
 * cannot repeat the answer. A stopped answer ends with the finish reason `content_filter`.
 * @throws {ConfigurationError} when one stream mixes several answers (`n` over 1): nobody could tell whose text is whose.
 */
export async function* gateChunks(
  source: AsyncIterable<ChatGenerationChunk>,
  moderator: Moderator,
  options: GateChunksOptions,
): AsyncGenerator<ChatGenerationChunk> {
  const rest = new Remainder();
  let isEmpty = true;
  const gated = gateParts(piecesOf(source, rest), moderator, {
    requestId: options.requestId,
    ...(options.conversationId === undefined ? {} : { conversationId: options.conversationId }),
    signal: options.signal,
    onStop: options.onStop,
    readText: (piece) => (piece.type === 'text' ? piece.text : undefined),
    readToolCall: (piece) => (piece.type === 'tool-call' ? piece.delta : undefined),
  });
  const calls: ModeratedToolCall[] = [];
  for await (const event of gated) {
    if (event.type === 'text-delta') {
      isEmpty = false;
      yield textChunk(event.text, rest.id);
    } else if (event.type === 'tool-call') {
      calls.push(event.call);
    } else if (event.type === 'stop') {
      yield stoppedChunk(moderator, event.verdict, isEmpty, rest);
      return;
    }
  }
  const extras = await judgeExtras(rest, moderator, options);
  if (extras.stopped !== undefined) {
    options.onStop?.();
    yield stoppedChunk(moderator, extras.stopped, isEmpty, rest);
    return;
  }
  for (const [index, call] of calls.entries()) yield callChunk(call, index, rest);
  yield rest.lastChunk(extras.content);
}

/** What is known of an answer beside its text and tool calls, put together from all its chunks. */
class Remainder {
  id: string | undefined;
  readonly callIds = new Map<string | number, string>();
  #merged: AIMessageChunk | undefined;
  #generationInfo: Record<string, unknown> = {};

  add(chunk: ChatGenerationChunk, extras: readonly object[]): void {
    const { message, generationInfo } = chunk;
    this.id ??= isOpaqueId(message.id ?? '') ? message.id : undefined;
    Object.assign(this.#generationInfo, safeMetadata(generationInfo));
    const part = new AIMessageChunk({
      content: extras as MessageContent,
      response_metadata: safeMetadata(message.response_metadata),
      ...('usage_metadata' in message
        ? (safeMetadata({ usage_metadata: message.usage_metadata }) as { usage_metadata?: UsageMetadata })
        : {}),
    });
    this.#merged = this.#merged === undefined ? part : this.#merged.concat(part);
  }

  /** Blocks that are neither text nor tool calls. */
  get extras(): readonly object[] {
    return Array.isArray(this.#merged?.content) ? this.#merged.content : [];
  }

  lastChunk(content: readonly object[], isStopped = false): ChatGenerationChunk {
    const message = new AIMessageChunk({
      content: content.length === 0 ? '' : (content as MessageContent),
      ...(this.id === undefined ? {} : { id: this.id }),
      response_metadata: isStopped
        ? withoutEnd(this.#merged?.response_metadata ?? {})
        : (this.#merged?.response_metadata ?? {}),
      ...(this.#merged?.usage_metadata === undefined ? {} : { usage_metadata: this.#merged.usage_metadata }),
    });
    const generationInfo = isStopped ? withoutEnd(this.#generationInfo) : this.#generationInfo;
    return new ChatGenerationChunk({ text: '', message, generationInfo });
  }
}

/** A stopped answer did not end as the model says. */
function withoutEnd(metadata: Record<string, unknown>): Record<string, unknown> {
  const { finish_reason: _finish, stop_reason: _stop, done_reason: _done, ...kept } = metadata;
  return kept;
}

async function* piecesOf(source: AsyncIterable<ChatGenerationChunk>, rest: Remainder): AsyncGenerator<Piece> {
  for await (const chunk of source) {
    if (Number(chunk.generationInfo?.['completion'] ?? 0) > 0) {
      throw new ConfigurationError('Several answers in one stream cannot be moderated; ask for one, or call invoke.');
    }
    const { message } = chunk;
    const blocks: readonly object[] =
      typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
    const extras: object[] = [];
    for (const block of blocks) {
      const text = plainTextOf(block);
      if (text === undefined) {
        if (!isToolCallBlock(block)) extras.push(block);
      } else if (text !== '') {
        yield { type: 'text', text };
      }
    }
    rest.add(chunk, extras);
    yield* callPieces(message, rest);
  }
}

function* callPieces(message: BaseMessageChunk, rest: Remainder): Generator<Piece> {
  if (!AIMessageChunk.isInstance(message)) return;
  for (const [position, { id, index, name, args }] of (message.tool_call_chunks ?? []).entries()) {
    const key = index ?? id ?? position;
    if (id !== undefined) rest.callIds.set(key, isOpaqueId(id) ? id : `call_${String(rest.callIds.size)}`);
    yield { type: 'tool-call', delta: { key, name, argumentsDelta: args } };
  }
}

function plainTextOf(block: object): string | undefined {
  if (!('type' in block) || !('text' in block) || typeof block.text !== 'string') return undefined;
  return block.type === 'text' || block.type === 'text_delta' || block.type === 'output_text' ? block.text : undefined;
}

/** Providers repeat tool calls among the blocks; they come out as tool calls. */
function isToolCallBlock(block: object): boolean {
  return (
    'type' in block &&
    ['tool_use', 'tool_call', 'tool_call_chunk', 'input_json_delta', 'function_call', 'functionCall'].includes(
      String(block.type),
    )
  );
}

/** Judges the blocks that are neither text nor tool calls. Media is let through: this library judges text. */
async function judgeExtras(
  rest: Remainder,
  moderator: Moderator,
  { requestId, conversationId, signal }: RequestContext,
): Promise<{ readonly content: readonly object[]; readonly stopped?: BlockVerdict | ErrorVerdict }> {
  const { extras } = rest;
  const readable = extras.filter((block) => !isMedia(block));
  if (readable.length === 0) return { content: extras };
  const facts = { stage: 'output', role: 'assistant', path: 'content', requestId } as const;
  const conversation = conversationId === undefined ? {} : { conversationId };
  const { verdict, value } = await moderateValue(moderator, { ...facts, ...conversation, value: readable }, { signal });
  if (!isReleasable(verdict)) return { content: [], stopped: verdict };
  return { content: [...(value as readonly object[]), ...extras.filter(isMedia)] };
}

function textChunk(text: string, id: string | undefined): ChatGenerationChunk {
  return new ChatGenerationChunk({
    text,
    message: new AIMessageChunk({ content: text, ...(id === undefined ? {} : { id }) }),
  });
}

function callChunk(
  { key, name, arguments: args }: ModeratedToolCall,
  index: number,
  rest: Remainder,
): ChatGenerationChunk {
  const id = rest.callIds.get(key);
  const call = { type: 'tool_call_chunk' as const, index, name, args, ...(id === undefined ? {} : { id }) };
  const message = new AIMessageChunk({
    content: '',
    tool_call_chunks: [call],
    ...(rest.id === undefined ? {} : { id: rest.id }),
  });
  return new ChatGenerationChunk({ text: '', message });
}

/** One chunk that ends a stopped answer: what was used so far, and why it ends. */
function stoppedChunk(
  moderator: Moderator,
  verdict: BlockVerdict | ErrorVerdict,
  isEmpty: boolean,
  rest: Remainder,
): ChatGenerationChunk {
  return rest.lastChunk([], true).concat(refusalChunk(moderator.policy, verdict, isEmpty));
}
