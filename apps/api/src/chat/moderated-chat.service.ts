import { randomUUID } from 'node:crypto';
import { type AIMessageChunk } from '@langchain/core/messages';
import { approvedText, type BlockVerdict, type ErrorVerdict, gateText, Moderator } from '@leeward/moderation';
import { Injectable } from '@nestjs/common';
import { ModelHost } from '../model/model-host.js';
import { type ChatCompletionsRequest } from './chat-completions.schema.js';
import { moderationError } from './moderation-error.js';
import { type CompletionFinishReason, type CompletionIdentity, type CompletionUsage } from './present-completion.js';
import { toCallOptions } from './to-call-options.js';
import { toLangChainMessages } from './to-langchain-messages.js';

/** What a moderated answer yields: text that was checked, then exactly one end. */
export type AnswerEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'finish'; readonly reason: CompletionFinishReason; readonly usage: CompletionUsage | undefined };

/** An answer that is about to be generated. */
export interface ModeratedAnswer {
  readonly identity: CompletionIdentity;
  /** @throws OpenAiError 503 when the text could not be checked */
  readonly events: AsyncIterable<AnswerEvent>;
}

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
  async answer(request: ChatCompletionsRequest, signal: AbortSignal): Promise<ModeratedAnswer> {
    const { chat, engine } = this.host.select(request.model);
    const requestId = `chatcmpl-${randomUUID()}`;
    const messages = await this.moderateInput(request.messages, requestId, signal);
    const generation = await chat.stream(toLangChainMessages(messages), toCallOptions(request, signal));
    return {
      identity: { id: requestId, created: Math.floor(Date.now() / 1000), model: engine.model.id },
      events: this.moderateOutput(generation, requestId, signal),
    };
  }

  /** Every message comes from the caller, whatever its role says, so every one is checked. */
  private moderateInput(messages: ChatCompletionsRequest['messages'], requestId: string, signal: AbortSignal) {
    return Promise.all(
      messages.map(async (message, index) => {
        const role = message.role === 'developer' ? 'system' : message.role;
        const input = { stage: 'input', role, text: message.content, path: `messages[${index}].content`, requestId } as const;
        const verdict = await this.moderator.moderate(input, { signal });
        signal.throwIfAborted();
        const content = approvedText(message.content, verdict);
        if (content === undefined) throw moderationError(this.moderator.policy, verdict as BlockVerdict | ErrorVerdict);
        return { ...message, content };
      }),
    );
  }

  private async *moderateOutput(
    generation: AsyncIterable<AIMessageChunk>,
    requestId: string,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent> {
    const end: { reason: CompletionFinishReason; usage: CompletionUsage | undefined } = { reason: 'stop', usage: undefined };
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

/** The text of a generation; what its last chunk says of the end is noted. */
async function* textOf(
  generation: AsyncIterable<AIMessageChunk>,
  end: { reason: CompletionFinishReason; usage: CompletionUsage | undefined },
): AsyncGenerator<string> {
  for await (const chunk of generation) {
    if (chunk.text !== '') yield chunk.text;
    if (chunk.response_metadata['finish_reason'] === 'length') end.reason = 'length';
    const usage = chunk.usage_metadata;
    if (!usage) continue;
    end.usage = {
      prompt_tokens: usage.input_tokens,
      completion_tokens: usage.output_tokens,
      total_tokens: usage.total_tokens,
      prompt_tokens_details: { cached_tokens: usage.input_token_details?.cache_read ?? 0 },
    };
  }
}
