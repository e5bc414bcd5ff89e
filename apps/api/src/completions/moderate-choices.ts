import { type AnswerPart, type TokenUsage } from '@leeward/mixtral-llm';
import { mergeChoices } from './merge-choices.js';
import { type ChoiceEvent, type ChoicePlace, moderateChoice } from './moderate-choice.js';

/** What a moderated answer yields: the events of its choices as they come, then exactly one end. */
export type AnswerEvent =
  | { readonly type: 'choice'; readonly choice: number; readonly event: ChoiceEvent }
  /** With the usage of each choice. */
  | { readonly type: 'end'; readonly usages: readonly TokenUsage[] };

/** What the choices of one answer share. */
export interface ChoicesPlace extends Omit<ChoicePlace, 'path'> {
  readonly pathOf: (choice: number) => string;
  /** Called once when no more is read, however that came: ends what is still being generated. */
  readonly onLeave: () => void;
}

/** All choices of an answer side by side, each through a gate of its own. @throws as `moderateChoice` */
export async function* moderateChoices(
  choices: readonly AsyncIterable<AnswerPart>[],
  { pathOf, onLeave, ...place }: ChoicesPlace,
): AsyncGenerator<AnswerEvent> {
  const usages: TokenUsage[] = [];
  try {
    const moderated = choices.map((parts, choice) => moderateChoice(parts, { ...place, path: pathOf(choice) }));
    for await (const { choice, event } of mergeChoices(moderated)) {
      if (event.type === 'finish') usages[choice] = event.usage;
      yield { type: 'choice', choice, event };
    }
    yield { type: 'end', usages };
  } finally {
    onLeave();
  }
}
