import { type ChosenTokenLogprob, type TokenUsage } from '@leeward/mixtral-llm';
import { type ModeratedCall, type CompletionFinishReason } from './moderate-choice.js';
import { type ModeratedAnswer } from './moderated-answer.js';

/** One choice, whole. */
export interface CollectedChoice {
  readonly text: string;
  readonly calls: readonly ModeratedCall[];
  readonly logprobs: readonly ChosenTokenLogprob[];
  readonly finishReason: CompletionFinishReason;
}

/** Reads an answer to its end. @throws as its events */
export async function collectChoices({
  choices,
  events,
  usageOf,
}: ModeratedAnswer): Promise<{ choices: readonly CollectedChoice[]; usage: TokenUsage }> {
  const collected = Array.from({ length: choices }, () => new ChoiceCollector());
  for await (const one of events) {
    if (one.type === 'end') return { choices: collected, usage: usageOf(one.usages) };
    const choice = collected[one.choice] as ChoiceCollector;
    switch (one.event.type) {
      case 'text-delta':
        choice.text += one.event.text;
        choice.logprobs.push(...one.event.logprobs);
        break;
      case 'tool-call':
        choice.calls.push(one.event.call);
        break;
      case 'finish':
        choice.finishReason = one.event.reason;
    }
  }
  throw new Error('An answer ended without saying so.');
}

class ChoiceCollector implements CollectedChoice {
  text = '';
  readonly calls: ModeratedCall[] = [];
  readonly logprobs: ChosenTokenLogprob[] = [];
  finishReason: CompletionFinishReason = 'stop';
}
