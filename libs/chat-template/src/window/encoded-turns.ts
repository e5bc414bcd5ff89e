import { type ChatMessage, type ToolCall } from '../conversation/messages.js';
import { type ConversationMode } from '../conversation/prompt-options.js';
import { type PromptChunk } from '../encoding/prompt-chunk.js';
import { type PromptTemplate } from '../templates/prompt-template.js';
import { type Turn } from '../conversation/turns.js';

/** A finished turn and where it ends. */
export interface EncodedTurn {
  readonly end: number;
  readonly chunk: PromptChunk;
}

/** What the ids of finished turns depend on besides their messages. */
export interface TurnsContext {
  readonly template: PromptTemplate;
  readonly conversation: ConversationMode;
  readonly isNeutralised: boolean;
}

/** What is known of a conversation. */
export interface KnownTurns {
  /** How many of its first messages are known, and valid. */
  readonly messageCount: number;
  /** Finished turns by where they start; with the tags of tools guarded, and without. */
  readonly withTools: Map<number, EncodedTurn>;
  readonly withoutTools: Map<number, EncodedTurn>;
  /** How many more ids a turn takes as the first one. A guess to begin with. */
  readonly overhead?: number | undefined;
}

/** What is to be known next time. */
export interface TurnsToKnow extends KnownTurns {
  readonly messages: readonly ChatMessage[];
  readonly context: TurnsContext;
  /** Turns that start before this index are forgotten. */
  readonly from: number;
}

/**
 * The finished turns of one conversation, encoded, so that a new turn costs no more in a long conversation than in a short
 * one. Give the same object with every call for the conversation; messages must not be changed once they were given. What
 * differs from the last time is encoded again, so that an edited history is right too. Without memory of text that is no
 * longer in the window.
 */
export class EncodedTurns {
  #known: TurnsToKnow | undefined;

  /** What is known of the conversation. The maps are the caller's own. */
  recall(messages: readonly ChatMessage[], context: TurnsContext): KnownTurns {
    const known = this.#known;
    if (!known || !isSameContext(known.context, context))
      return { messageCount: 0, withTools: new Map(), withoutTools: new Map() };
    const messageCount = commonLength(known.messages, messages);
    const recalled = (turns: ReadonlyMap<number, EncodedTurn>) =>
      new Map([...turns].filter(([, { end }]) => end <= messageCount));
    return {
      messageCount,
      withTools: recalled(known.withTools),
      withoutTools: recalled(known.withoutTools),
      overhead: known.overhead,
    };
  }

  remember({ messages, from, ...turns }: TurnsToKnow): void {
    for (const map of [turns.withTools, turns.withoutTools]) {
      for (const start of map.keys()) if (start < from) map.delete(start);
    }
    this.#known = { ...turns, from, messages: [...messages] };
  }
}

/** The turn, if it is known with the same end. */
export function knownTurn(turns: ReadonlyMap<number, EncodedTurn>, { start, end }: Turn): PromptChunk | undefined {
  const known = turns.get(start);
  return known?.end === end ? known.chunk : undefined;
}

function isSameContext(a: TurnsContext, b: TurnsContext): boolean {
  return a.template === b.template && a.conversation === b.conversation && a.isNeutralised === b.isNeutralised;
}

function commonLength(a: readonly ChatMessage[], b: readonly ChatMessage[]): number {
  const differs = b.findIndex((message, index) => !isSameMessage(a[index], message));
  return differs < 0 ? b.length : differs;
}

function isSameMessage(a: ChatMessage | undefined, b: ChatMessage): boolean {
  if (a === b) return true;
  if (a?.role !== b.role || a.content !== b.content || a.toolCallId !== b.toolCallId) return false;
  const [ours, theirs] = [a.toolCalls ?? [], b.toolCalls ?? []];
  return ours.length === theirs.length && ours.every((call, index) => isSameCall(call, theirs[index]));
}

function isSameCall(a: ToolCall, b: ToolCall | undefined): boolean {
  return a.id === b?.id && a.name === b.name && a.arguments === b.arguments;
}
