import { type Category, type CategoryScores } from '../../contract/category.js';
import { type Classifier } from '../../contract/classifier.js';
import { ClassifierError, ConfigurationError } from '../../errors/moderation-errors.js';
import { type GuardAnswer } from './ask-guard.js';
import { choiceChances, shareOf } from './choice-chances.js';
import { createGuardClassifier, type GuardOptions, isWrittenByModel } from './guard-classifier.js';
import { type LlamaGuardHazard, llamaGuardHazards } from './llama-guard-hazards.js';
import { conversationMessages, promptMessages } from './llama-guard-prompt.js';

/** How Llama Guard is asked. */
export interface LlamaGuardOptions extends GuardOptions {
  /**
   * Who writes the guard's prompt. `model` (default): the template that comes with the model does, as in its GGUF files and on
   * most servers; the conversation is sent. `library`: the server has the plain template of Llama; the whole prompt is sent.
   */
  readonly promptFrom?: 'model' | 'library' | undefined;
  /** Codes of the hazards that the model knows. Default all 14; the model of one billion parameters does not know `S14`. */
  readonly hazards?: readonly string[] | undefined;
}

/** `unsafe` and all codes are shorter. */
const longestAnswer = 48;

/** What is likelier than this to be unsafe, and is not said to be, is unsafe in a category that nobody knows. */
const tellsNoCategory = 0.1;

/** Less than this on `safe` and `unsafe` together: the model answers something else. */
const leastMass = 0.5;

/**
 * Llama Guard 3 or 4 on any chat model. `x/unsafe` is the probability of the word `unsafe`; a category that the guard names has
 * the same score, one that it does not name the share that it had in the first place of the list.
 * @throws {ConfigurationError} for a hazard that is not there.
 */
export function createLlamaGuardClassifier({
  promptFrom = 'model',
  hazards: codes,
  ...options
}: LlamaGuardOptions): Classifier {
  const unknown = codes?.find((code) => !llamaGuardHazards.some((hazard) => hazard.code === code));
  if (unknown !== undefined)
    throw new ConfigurationError(`Llama Guard has no hazard "${unknown}"; there are S1 to S14.`);
  const hazards = llamaGuardHazards.filter(({ code }) => codes?.includes(code) ?? true);
  const name = options.name ?? 'llama-guard';
  return createGuardClassifier(
    {
      name,
      categories: ['x/unsafe', ...new Set(hazards.flatMap(({ categories }) => categories))],
      score: async (piece, input, ask) => {
        const isAnswer = isWrittenByModel(input);
        const messages =
          promptFrom === 'model' ? conversationMessages(piece, isAnswer) : promptMessages(piece, isAnswer, hazards);
        return scoresOf(name, await ask({ messages, callOptions: { maxTokens: longestAnswer } }), hazards);
      },
    },
    options,
  );
}

function scoresOf(name: string, answer: GuardAnswer, hazards: readonly LlamaGuardHazard[]): CategoryScores {
  const start = answer.text.search(/\S/);
  const chances = start < 0 ? undefined : choiceChances(answer.tokens, start, ['safe', 'unsafe']);
  if (chances === undefined || chances.mass < leastMass) {
    throw new ClassifierError(
      name,
      'The model answered neither "safe" nor "unsafe"; is it a guard, and does its template write the prompt?',
    );
  }
  const unsafe = shareOf(chances, 'unsafe');
  const isNamed = answer.text.slice(start).toLowerCase().startsWith('unsafe');
  const shares = hazardShares(answer, start);
  const scores: Partial<Record<Category, number | null>> = { 'x/unsafe': unsafe };
  for (const { code, categories } of hazards) {
    const share = isNamed ? shares(code) : unsafe < tellsNoCategory ? 1 : undefined;
    const score = share === undefined ? null : unsafe * share;
    for (const category of categories) scores[category] = higher(scores[category], score);
  }
  return scores;
}

function higher(known: number | null | undefined, score: number | null): number | null {
  if (known === undefined || known === null) return score;
  return score === null ? known : Math.max(known, score);
}

/**
 * How likely each hazard is, once a text is unsafe: 1 for those that are named. Of the others only the chance to be named first is
 * known; undefined where the model writes numbers in several tokens.
 */
function hazardShares({ text, tokens }: GuardAnswer, start: number): (code: string) => number | undefined {
  const [first, ...others] = [...text.slice(start).matchAll(/\bS(\d{1,2})\b/g)];
  if (first === undefined) return () => undefined;
  const named = new Set([first, ...others].map(([code]) => code));
  const numbers = llamaGuardHazards.map(({ code }) => code.slice(1));
  const chances = choiceChances(tokens, start + first.index + 1, numbers, true);
  const isKnown = chances?.known.has(first[1] ?? '') === true;
  return (code) => {
    if (named.has(code)) return 1;
    return isKnown ? Math.min(1, chances.known.get(code.slice(1)) ?? chances.atMost) : undefined;
  };
}
