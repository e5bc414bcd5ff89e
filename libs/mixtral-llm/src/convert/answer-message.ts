import { AIMessage, AIMessageChunk, type ContentBlock } from '@langchain/core/messages';
import { explainInvalidCall } from './tool-call-collector.js';

/**
 * Marks the arguments of a call that was cut off. LangChain repairs unfinished JSON when it adds chunks up, and would
 * turn half a call into a whole one. With this mark at the end, the text can never be repaired to JSON, so the call
 * stays invalid.
 */
export const cutOffMark = '""…';

/** Answers like an `AIMessage`. In `contentBlocks`, calls have no empty text before them. */
export class AnswerMessage extends AIMessage {
  override get contentBlocks(): ContentBlock.Standard[] {
    return super.contentBlocks.filter(isFilled);
  }

  /** Serialised, it is a message of LangChain. */
  override get lc_id(): string[] {
    return [...this.lc_namespace, AIMessage.lc_name()];
  }
}

/**
 * Answers like an `AIMessageChunk`, which adds up to one of its kind. In `contentBlocks`, calls have no empty text before
 * them, and a finished answer has its calls. A call that was cut off shows no mark.
 */
export class AnswerChunk extends AIMessageChunk {
  constructor(fields: ConstructorParameters<typeof AIMessageChunk>[0]) {
    super(fields);
    if (!this.tool_call_chunks?.some(({ args }) => args?.endsWith(cutOffMark))) return;
    this.invalid_tool_calls = this.invalid_tool_calls?.map((call) =>
      call.args?.endsWith(cutOffMark)
        ? { ...call, args: call.args.slice(0, -cutOffMark.length), error: explainInvalidCall('unfinished') }
        : call,
    );
  }

  override get contentBlocks(): ContentBlock.Standard[] {
    const blocks = super.contentBlocks.filter(isFilled);
    const isFinished = this.response_metadata['finish_reason'] !== undefined;
    if (!isFinished || typeof this.content !== 'string') return blocks;
    return [...blocks, ...(this.tool_calls ?? []).map((call) => ({ ...call, type: 'tool_call' as const }))];
  }

  /** Serialised, it is a message of LangChain. */
  override get lc_id(): string[] {
    return [...this.lc_namespace, AIMessageChunk.lc_name()];
  }
}

function isFilled(block: ContentBlock.Standard): boolean {
  return block.type !== 'text' || block.text !== '';
}
