import { AIMessage, type InvalidToolCall, type ToolCall } from '@langchain/core/messages';
import { type ChatGeneration, type ChatResult } from '@langchain/core/outputs';
import { type AnswerFinishReason, type AnswerPart } from '../answer-parts.js';
import { type EngineModel, type TokenUsage } from '../engine/engine.js';
import { toResponseMetadata, toUsageMetadata } from './usage-and-finish.js';

/** A whole answer. */
export interface CollectedAnswer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** Calls that the end of the answer cut off: they must not be made. */
  readonly invalidToolCalls: readonly InvalidToolCall[];
  readonly reason: AnswerFinishReason;
  readonly usage: TokenUsage;
}

/** Reads an answer to its end. */
export async function collectAnswer(parts: AsyncIterable<AnswerPart>): Promise<CollectedAnswer> {
  let text = '';
  const toolCalls: ToolCall[] = [];
  const invalidToolCalls: InvalidToolCall[] = [];
  const started: { readonly id: string; readonly name: string; argumentsText: string }[] = [];
  for await (const part of parts) {
    switch (part.type) {
      case 'text-delta':
        text += part.text;
        break;
      case 'tool-call-start':
        started[part.index] = { id: part.id, name: part.name, argumentsText: '' };
        break;
      case 'tool-call-delta': {
        const call = started[part.index];
        if (call) call.argumentsText += part.argumentsText;
        break;
      }
      case 'tool-call-end':
        toolCalls.push({ type: 'tool_call', id: part.id, name: part.name, args: JSON.parse(part.arguments) as ToolCall['args'] });
        break;
      case 'tool-call-invalid': {
        const { id, name, argumentsText = part.text } = (part.index === undefined ? undefined : started[part.index]) ?? {};
        invalidToolCalls.push({ type: 'invalid_tool_call', id, name, args: argumentsText, error: invalidCallError(part.reason) });
        break;
      }
      case 'finish':
        return { text, toolCalls, invalidToolCalls, reason: part.reason, usage: part.usage };
    }
  }
  throw new Error('The engine ended a generation without a finish part.');
}

/** A whole answer as a LangChain result; the message is an `AIMessage`, never a chunk. */
export function toChatResult(answer: CollectedAnswer, model: EngineModel): ChatResult {
  const usage = toUsageMetadata(answer.usage);
  return {
    generations: [toChatGeneration(answer, model)],
    llmOutput: {
      tokenUsage: {
        promptTokens: usage.input_tokens,
        completionTokens: usage.output_tokens,
        totalTokens: usage.total_tokens,
      },
    },
  };
}

function toChatGeneration(answer: CollectedAnswer, model: EngineModel): ChatGeneration {
  const message = new AIMessage({
    content: answer.text,
    tool_calls: [...answer.toolCalls],
    invalid_tool_calls: [...answer.invalidToolCalls],
    usage_metadata: toUsageMetadata(answer.usage),
    response_metadata: toResponseMetadata(model, answer.reason),
  });
  return { text: answer.text, message, generationInfo: { finish_reason: answer.reason } };
}

function invalidCallError(reason: (AnswerPart & { type: 'tool-call-invalid' })['reason']): string {
  if (reason !== 'unfinished') return `The call is ${reason}.`;
  return 'The answer ended in the middle of the call. Allow more tokens, or look for a stop string in it.';
}
