import { type ChosenTokenLogprob, type TokenUsage } from '@leeward/mixtral-llm';
import { type CollectedChoice } from './completion-kind.js';
import { type CompletionFinishReason, type ModeratedCall } from './moderate-choice.js';
import { type ModeratedAnswer } from './moderated-answer.js';

/** Reads an answer to its end. @throws the error of its events */
export async function collectChoices(
  answer: ModeratedAnswer,
): Promise<{ collected: readonly CollectedChoice[]; usage: TokenUsage }> {
  const collected = Array.from({ length: answer.choices }, () => new ChoiceCollector());
  const usages: TokenUsage[] = [];
  for await (const { choice, event } of answer.events) {
    const collector = collected[choice] as ChoiceCollector;
    switch (event.type) {
      case 'text-delta':
        collector.text += event.text;
        collector.logprobs.push(...event.logprobs);
        break;
      case 'tool-call':
        collector.calls.push(event.call);
        break;
      case 'finish':
        collector.finishReason = event.reason;
        collector.refusal = event.refusal;
        usages[choice] = event.usage;
    }
  }
  return { collected, usage: answer.sumUsage(usages) };
}

class ChoiceCollector implements CollectedChoice {
  text = '';
  readonly calls: ModeratedCall[] = [];
  readonly logprobs: ChosenTokenLogprob[] = [];
  finishReason: CompletionFinishReason = 'stop';
  refusal: string | undefined;
}
