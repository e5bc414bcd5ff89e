import { type AnswerPart, type GenerationPart, type TokenUsage, sumChoiceUsage } from '@leeward/mixtral-llm';
import { Injectable } from '@nestjs/common';
import { newIdentity } from '../answer-identity.js';
import { moderateChoices } from '../moderate-choices.js';
import { type ModeratedAnswer } from '../moderated-answer.js';
import { samplingOptions, stopStrings } from '../sampling-options.js';
import { type Caller } from '../../http/caller.js';
import { eitherSignal } from '../../http/request-signal.js';
import { ModelHost } from '../../model/model-host.js';
import { InputModeration } from '../../moderation/moderate-input.js';
import { ModerationReport } from '../../moderation/moderation-report.js';
import { toPrompts, type TextCompletionsRequest } from './text-completions.schema.js';

/** The road of one request for completions: prompts through the moderator, then the model, then each choice through a gate. */
@Injectable()
export class ModeratedTextService {
  readonly #host: ModelHost;

  constructor(host: ModelHost) {
    this.#host = host;
  }

  /** Checks the prompts and begins the answer. @throws as `ModeratedChatService.answer` */
  async answer(request: TextCompletionsRequest, { caller, signal, moderator }: Caller): Promise<ModeratedAnswer> {
    const { text, engine } = this.#host.select(request.model);
    const identity = newIdentity('cmpl', engine.model.id);
    const report = new ModerationReport(moderator.policy);
    const facts = { requestId: identity.id, onVerdict: report.hear };
    const prompts = await this.#approvePrompts(request, new InputModeration(moderator, { ...facts, signal }));
    const leave = new AbortController();
    const options = {
      ...samplingOptions(request),
      stop: stopStrings(request),
      logprobs: typeof request.logprobs === 'number',
      topLogprobs: request.logprobs ?? undefined,
      signal: eitherSignal(signal, leave.signal),
      caller,
    };
    const continued = await Promise.all(prompts.map((prompt) => text.streamChoices(prompt, options)));
    const choices = continued.flatMap((ofPrompt, index) =>
      ofPrompt.map((parts) => (request.echo ? behind(prompts[index] ?? '', parts) : parts)),
    );
    const events = moderateChoices(choices, {
      ...facts,
      moderator,
      signal,
      textField: 'text',
      pathOf: (choice) => `choices[${choice}]`,
      onLeave: () => leave.abort(),
    });
    return {
      identity,
      choices: choices.length,
      events,
      report,
      usageOf: (usages) => usageOfPrompts(usages, prompts.length),
    };
  }

  #approvePrompts({ prompt }: TextCompletionsRequest, approval: InputModeration): Promise<string[]> {
    const pathOf = (index: number) => (typeof prompt === 'string' ? 'prompt' : `prompt[${index}]`);
    return Promise.all(
      toPrompts(prompt).map((text, index) =>
        approval.text(text, { stage: 'input', role: 'user', path: pathOf(index) }),
      ),
    );
  }
}

/** The prompt in front of what continues it: judged with it, as the one text that it is. */
async function* behind(prompt: string, parts: AsyncIterable<GenerationPart>): AsyncGenerator<AnswerPart> {
  if (prompt !== '')
    yield { type: 'text-delta', text: prompt, usage: { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0 } };
  yield* parts;
}

/** Each prompt counts once, however many choices it has. */
function usageOfPrompts(usages: readonly TokenUsage[], prompts: number): TokenUsage {
  const each = usages.length / prompts;
  const ofPrompts = Array.from({ length: prompts }, (_, index) =>
    sumChoiceUsage(usages.slice(index * each, (index + 1) * each)),
  );
  const sumOf = (name: keyof TokenUsage) => ofPrompts.reduce((sum, usage) => sum + usage[name], 0);
  return {
    promptTokens: sumOf('promptTokens'),
    cachedPromptTokens: sumOf('cachedPromptTokens'),
    completionTokens: sumOf('completionTokens'),
  };
}
