import { sumChoiceUsage } from '@leeward/mixtral-llm';
import { Injectable } from '@nestjs/common';
import { newIdentity } from '../answer-identity.js';
import { moderateChoices } from '../moderate-choices.js';
import { type ModeratedAnswer } from '../moderated-answer.js';
import { type Caller } from '../../http/caller.js';
import { eitherSignal } from '../../http/request-signal.js';
import { ModelHost } from '../../model/model-host.js';
import { InputModeration } from '../../moderation/moderate-input.js';
import { ModerationReport } from '../../moderation/moderation-report.js';
import { moderateChatContent } from './moderate-chat-content.js';
import { type ChatCompletionsRequest } from './chat-completions.schema.js';
import { toCallOptions } from './to-call-options.js';
import { toLangChainMessages } from './to-langchain-messages.js';

/** The road of one request: input through the moderator, then the model, then each choice of the output through a gate. */
@Injectable()
export class ModeratedChatService {
  readonly #host: ModelHost;

  constructor(host: ModelHost) {
    this.#host = host;
  }

  /**
   * Checks the input and begins the answer.
   *
   * @throws OpenAiError 400 `content_filter` when the input is blocked, 503 when it could not be checked,
   *   404 for a model that is not here
   */
  async answer(request: ChatCompletionsRequest, { caller, signal, moderator }: Caller): Promise<ModeratedAnswer> {
    const { chat, engine } = this.#host.select(request.model);
    const identity = newIdentity('chatcmpl', engine.model.id);
    const report = new ModerationReport(moderator.policy);
    const facts = { requestId: identity.id, onVerdict: report.hear };
    const approved = await moderateChatContent(request, new InputModeration(moderator, { ...facts, signal }));
    const leave = new AbortController();
    const generation = eitherSignal(signal, leave.signal);
    // Not `stream`: what LangChain tells its callbacks and tracers has not been checked.
    const choices = await chat.streamChoices(toLangChainMessages(approved.messages), {
      ...toCallOptions(request, approved),
      signal: generation,
      caller,
    });
    const events = moderateChoices(choices, {
      ...facts,
      moderator,
      signal,
      textField: 'content',
      pathOf: (choice) => `choices[${choice}].message`,
      onLeave: () => leave.abort(),
    });
    return { identity, choices: choices.length, events, report, usageOf: sumChoiceUsage };
  }
}
