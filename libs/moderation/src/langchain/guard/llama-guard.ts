import { type Category, type CategoryScores } from '../../contract/category.js';
import { type Classifier } from '../../contract/classifier.js';
import { ClassifierError, ConfigurationError } from '../../errors/moderation-errors.js';
import { type GuardAnswer } from './ask-guard.js';
import { readChoiceChances, toShare } from './choice-chances.js';
import { createGuardClassifier, type GuardOptions, isWrittenByModel } from './guard-classifier.js';
import { type LlamaGuardHazard, llamaGuardHazards } from './llama-guard-hazards.js';
import { toConversation, toPrompt } from './llama-guard-prompt.js';

/** Options of Llama Guard. */
export interface LlamaGuardOptions extends GuardOptions {
  /**
   * Where the guard's prompt comes from. Default `model`.
   *
   * - `model`: from the template that comes with the model, as in its GGUF files and on most servers; the conversation is sent.
   * - `library`: from here; the whole prompt is sent, and the server has the plain template of Llama.
   */
  readonly promptFrom?: 'model' | 'library' | undefined;
  /** Codes of the hazards that the model knows. Default: all 14. Llama Guard 3 1B does not know `S14`. */
  readonly hazards?: readonly string[] | undefined;
}

/** The most tokens of an answer: more than `unsafe` and all codes need. */
const maximumAnswerTokens = 48;

/** Above this probability of `unsafe`, a text that the guard calls safe has unknown categories, which score null. */
const maximumSafeScore = 0.1;

/** The minimum probability of `safe` and `unsafe` together; with less the model answers something else. */
const minimumMass = 0.5;

/**
 * Creates a classifier that asks Llama Guard 3 or 4 on any chat model. `x/unsafe` is the probability of the word
 * `unsafe`. A category that the guard names has the same score; any other has that score times the probability that
 * the guard names it first.
 * @throws {ConfigurationError} for an unknown hazard.
 */
export function createLlamaGuardClassifier({
  promptFrom = 'model',
  hazards: codes,
  ...options
}: LlamaGuardOptions): Classifier {
  const unknown = codes?.find((code) => !llamaGuardHazards.some((hazard) => hazard.code === code));
  if (unknown !== undefined)
    throw new ConfigurationError(`Llama Guard has no hazard "${unknown}"; the hazards are S1 to S14.`);
  const hazards = llamaGuardHazards.filter(({ code }) => codes?.includes(code) ?? true);
  const name = options.name ?? 'llama-guard';
  return createGuardClassifier(
    {
      name,
      categories: ['x/unsafe', ...new Set(hazards.flatMap(({ categories }) => categories))],
      score: async (piece, input, ask) => {
        const isAnswer = isWrittenByModel(input);
        const messages = promptFrom === 'model' ? toConversation(piece, isAnswer) : toPrompt(piece, isAnswer, hazards);
        return toScores(name, await ask({ messages, callOptions: { maxTokens: maximumAnswerTokens } }), hazards);
      },
    },
    options,
  );
}

function toScores(name: string, answer: GuardAnswer, hazards: readonly LlamaGuardHazard[]): CategoryScores {
  const start = answer.text.search(/\S/);
  const chances = start < 0 ? undefined : readChoiceChances(answer.tokens, start, ['safe', 'unsafe']);
  if (chances === undefined || chances.mass < minimumMass) {
    throw new ClassifierError(
      name,
      'The model answered neither "safe" nor "unsafe"; is it a guard, and does its template write the prompt?',
    );
  }
  const unsafe = toShare(chances, 'unsafe');
  const isNamed = answer.text.slice(start).toLowerCase().startsWith('unsafe');
  const shares = readHazardShares(answer, start);
  const scores: Partial<Record<Category, number | null>> = { 'x/unsafe': unsafe };
  for (const { code, categories } of hazards) {
    const share = isNamed ? shares(code) : unsafe < maximumSafeScore ? 1 : undefined;
    const score = share === undefined ? null : unsafe * share;
    for (const category of categories) scores[category] = toHigher(scores[category], score);
  }
  return scores;
}

function toHigher(known: number | null | undefined, score: number | null): number | null {
  if (known === undefined || known === null) return score;
  return score === null ? known : Math.max(known, score);
}

/**
 * Reads the probability of each hazard of an unsafe text: 1 for the named ones, for any other that of being named first. It is
 * undefined where the model writes numbers in several tokens.
 */
function readHazardShares({ text, tokens }: GuardAnswer, start: number): (code: string) => number | undefined {
  const [first, ...others] = [...text.slice(start).matchAll(/\bS(\d{1,2})\b/g)];
  if (first === undefined) return () => undefined;
  const named = new Set([first, ...others].map(([code]) => code));
  const numbers = llamaGuardHazards.map(({ code }) => code.slice(1));
  const chances = readChoiceChances(tokens, start + first.index + 1, numbers, true);
  const isKnown = chances?.known.has(first[1] ?? '') === true;
  return (code) => {
    if (named.has(code)) return 1;
    return isKnown ? Math.min(1, chances.known.get(code.slice(1)) ?? chances.atMost) : undefined;
  };
}
