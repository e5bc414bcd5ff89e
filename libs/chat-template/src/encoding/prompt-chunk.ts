import { assembleTokens } from './assemble-tokens.js';
import { hasToolsInPlay, planSegments } from './encode.js';
import { type EncodingSteps } from './encoding-steps.js';
import { InvalidConversationError } from '../errors/chat-template-errors.js';
import { type ChatMessage, type PromptSpan } from '../conversation/messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { type PromptTemplate } from '../templates/prompt-template.js';
import { type Segment, type TextPart } from '../conversation/segments.js';
import { type UntrustedTextFinding } from './untrusted-text.js';

/** A stretch of a prompt. Spans begin at 0; messages have the indexes of the caller. */
export interface PromptChunk {
  readonly tokens: readonly number[];
  readonly spans: readonly PromptSpan[];
  readonly findings: readonly UntrustedTextFinding[];
}

/** Some messages of a conversation, and what of them is wanted. */
export interface ChunkRequest {
  readonly messages: readonly ChatMessage[];
  /** Indexes of the messages that the template is to see. */
  readonly indexes: readonly number[];
  /** Leaves out what comes before this position in `indexes`. Default 0: the beginning of a prompt. */
  readonly from?: number;
  /** Leaves out the turn that begins at this position in `indexes`. */
  readonly until?: number;
  /** Default: as the messages have it. */
  readonly hasTools?: boolean;
  readonly template: PromptTemplate;
  readonly options: PromptOptions;
}

/** Renders, guards and encodes. Text that is to be rejected is found, but not rejected here. */
export function* encodeChunk(request: ChunkRequest): EncodingSteps<PromptChunk> {
  const [chunk] = yield* encodeChunks([request]);
  return chunk as PromptChunk;
}

/** Several chunks in one step. */
export function* encodeChunks(requests: readonly ChunkRequest[]): EncodingSteps<PromptChunk[]> {
  const plans = requests.map(planChunk);
  const texts = plans.flatMap((plan) => plan.texts);
  const encoded = texts.length > 0 ? yield texts : [];
  let start = 0;
  return plans.map(({ segments, findings, texts: own }) => {
    const assembled = assembleTokens(segments, encoded.slice(start, start + own.length));
    start += own.length;
    return { ...assembled, findings };
  });
}

/** Chunks as one: neighbouring spans of one origin are joined, as in a prompt that is encoded whole. */
export function joinChunks(chunks: readonly PromptChunk[]): PromptChunk {
  const spans: PromptSpan[] = [];
  let offset = 0;
  for (const chunk of chunks) {
    for (const { start, end, source, messageIndex } of chunk.spans) {
      const last = spans.at(-1);
      const isSame = last?.source === source && last.messageIndex === messageIndex;
      if (isSame) spans[spans.length - 1] = { ...last, end: end + offset };
      else spans.push({ source, messageIndex, start: start + offset, end: end + offset });
    }
    offset += chunk.tokens.length;
  }
  return {
    tokens: concatenated(chunks.map(({ tokens }) => tokens)),
    spans,
    findings: chunks.flatMap(({ findings }) => findings),
  };
}

/** Copies whole arrays at once, some at a time, since arguments lie on the stack. */
function concatenated(lists: readonly (readonly number[])[]): number[] {
  let joined: number[] = [];
  for (let start = 0; start < lists.length; start += 1000) joined = joined.concat(...lists.slice(start, start + 1000));
  return joined;
}

function planChunk({ messages, indexes, from = 0, until, hasTools, template, options }: ChunkRequest) {
  const chosen = indexes.map((index) => messages[index] as ChatMessage);
  try {
    const rendered = from === 0 ? template.render(chosen, options) : renderFrom(template, chosen, from, options);
    const following = until === undefined ? 0 : renderFrom(template, chosen, until, options).length;
    const segments = rendered.slice(0, rendered.length - following).map((segment) => withIndexes(segment, indexes));
    return planSegments(segments, {
      template,
      hasTools: hasTools ?? hasToolsInPlay(chosen, options),
      policy: options.untrustedText === 'reject' ? 'allow' : options.untrustedText,
    });
  } catch (error) {
    // Its message counts the chosen messages: the whole conversation has the same fault, with the caller's indexes.
    if (InvalidConversationError.isInstance(error)) template.render(messages, options);
    throw error;
  }
}

function renderFrom(
  template: PromptTemplate,
  messages: readonly ChatMessage[],
  from: number,
  options: PromptOptions,
): readonly Segment[] {
  return template.renderFrom?.(messages, from, options) ?? [];
}

function withIndexes(segment: Segment, indexes: readonly number[]): Segment {
  return segment.kind === 'control'
    ? segment
    : { kind: 'text', parts: segment.parts.map((part) => withIndex(part, indexes)) };
}

function withIndex(part: TextPart, indexes: readonly number[]): TextPart {
  const messageIndex = indexes[part.messageIndex];
  if (messageIndex === undefined || messageIndex === part.messageIndex) return part;
  const path = part.path?.replace(/^messages\[\d+\]/, `messages[${messageIndex}]`);
  return { ...part, messageIndex, ...(path !== undefined && { path }) };
}
