import { randomUUID } from 'node:crypto';
import { type GenerationPart, type TokenUsage } from '@leeward/mixtral-llm';
import { approvedText, type BlockVerdict, type ErrorVerdict, gateText, Moderator } from '@leeward/moderation';
import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import { type Caller } from '../http/caller.js';
import { ModelHost } from '../model/model-host.js';
import { type ChatCompletionsRequest } from './chat-completions.schema.js';
import { moderationError } from './moderation-error.js';
import { type CompletionFinishReason, type CompletionIdentity } from './present-completion.js';
import { toCallOptions } from './to-call-options.js';
import { toLangChainMessages } from './to-langchain-messages.js';

/** What a moderated answer yields: text that was checked, then exactly one end. */
export type AnswerEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'finish'; readonly reason: CompletionFinishReason; readonly usage: TokenUsage };

/** An answer that is about to be generated. */
export interface ModeratedAnswer {
  readonly identity: CompletionIdentity;
  /** @throws OpenAiError 503 when the text could not be checked */
  readonly events: AsyncIterable<AnswerEvent>;
}

/** Texts of one request that are checked at the same time, so that a long one leaves room for others. */
export const checksAtOnce = 8;

/** The road of one request: input through the moderator, then the model, then output through the gate. */
@Injectable()
export class ModeratedChatService {
  constructor(
    private readonly host: ModelHost,
    private readonly moderator: Moderator,
  ) {}

  /**
   * Checks the input and begins the answer.
   *
   * @throws OpenAiError 400 `content_filter` when the input is blocked, 503 when it could not be checked,
   *   404 for a model that is not here
   */
  async answer(request: ChatCompletionsRequest, caller: Caller): Promise<ModeratedAnswer> {
    const { signal } = caller;
    const { chat, engine } = this.host.select(request.model);
    const requestId = `chatcmpl-${randomUUID()}`;
    const messages = await this.moderateInput(request.messages, requestId, signal);
    // Not `stream`: what LangChain tells its callbacks and tracers has not been checked.
    const generation = chat.streamParts(toLangChainMessages(messages), toCallOptions(request, caller));
    return {
      identity: { id: requestId, created: Math.floor(Date.now() / 1000), model: engine.model.id },
      events: this.moderateOutput(generation, requestId, signal),
    };
  }

  /** Every message comes from the caller, whatever its role says, so every one is checked. */
  private moderateInput(messages: ChatCompletionsRequest['messages'], requestId: string, signal: AbortSignal) {
    return pLimit(checksAtOnce).map(messages, async (message, index) => {
      const role = message.role === 'developer' ? 'system' : message.role;
      const input = { stage: 'input', role, text: message.content, path: `messages[${index}].content`, requestId } as const;
      const verdict = await this.moderator.moderate(input, { signal });
      signal.throwIfAborted();
      const content = approvedText(message.content, verdict);
      if (content === undefined) throw moderationError(this.moderator.policy, verdict as BlockVerdict | ErrorVerdict);
      return { ...message, content };
    });
  }

  private async *moderateOutput(
    generation: AsyncIterable<GenerationPart>,
    requestId: string,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent> {
    const end: AnswerEnd = { reason: 'stop', usage: { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0 } };
    for await (const event of gateText(textOf(generation, end), this.moderator, { requestId, signal })) {
      switch (event.type) {
        case 'text-delta':
          yield event;
          break;
        case 'finish':
          yield { type: 'finish', ...end };
          break;
        case 'stop':
          if (event.verdict.outcome === 'error') throw moderationError(this.moderator.policy, event.verdict);
          yield { type: 'finish', reason: 'content_filter', usage: end.usage };
      }
    }
  }
}

/** What is known of an answer's end, while it is written. */
interface AnswerEnd {
  reason: CompletionFinishReason;
  usage: TokenUsage;
}

/** The text of a generation; what its parts say of the end is noted. */
async function* textOf(generation: AsyncIterable<GenerationPart>, end: AnswerEnd): AsyncGenerator<string> {
  for await (const part of generation) {
    end.usage = part.usage;
    if (part.type === 'finish') end.reason = part.reason;
    else yield part.text;
  }
}
