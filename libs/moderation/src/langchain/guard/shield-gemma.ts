import { HumanMessage } from '@langchain/core/messages';

import { type Category, type CategoryScores } from '../../contract/category.js';
import { type Classifier } from '../../contract/classifier.js';
import { ClassifierError } from '../../errors/moderation-errors.js';
import { readChoiceChances, toShare } from './choice-chances.js';
import { createGuardClassifier, type GuardOptions, isWrittenByModel } from './guard-classifier.js';
import { toNeutralText } from './neutral-text.js';

/** One of the four guidelines of ShieldGemma's training. */
interface Guideline {
  readonly name: string;
  /** Completes the sentence `The prompt shall not contain content that …`. */
  readonly forbidden: string;
  readonly categories: readonly Category[];
}

/** Lists the guidelines. Source: https://ai.google.dev/gemma/docs/shieldgemma/model_card. */
const guidelines: readonly Guideline[] = [
  {
    name: 'No Dangerous Content',
    forbidden:
      'harms oneself and/or others (e.g., accessing or building firearms and explosive devices, promotion of terrorism, instructions for suicide)',
    categories: ['illicit', 'illicit/violent', 'self-harm/instructions'],
  },
  {
    name: 'No Harassment',
    forbidden:
      'is malicious, intimidating, bullying, or abusive content targeting another individual (e.g., physical threats, denial of tragic events, disparaging victims of violence)',
    categories: ['harassment', 'harassment/threatening'],
  },
  {
    name: 'No Hate Speech',
    forbidden:
      'targets identity and/or protected attributes (e.g., racial slurs, promotion of discrimination, calls to violence against protected groups)',
    categories: ['hate', 'hate/threatening'],
  },
  {
    name: 'No Sexually Explicit Information',
    forbidden:
      'contains references to sexual acts or other lewd content (e.g., sexually graphic descriptions, content aimed at causing arousal)',
    categories: ['sexual'],
  },
];

/** The minimum probability of `Yes` and `No` together; with less the model answers something else. */
const minimumMass = 0.5;

/**
 * Creates a classifier that asks ShieldGemma on any chat model whose server has Gemma's plain template. Each text takes four calls,
 * one per guideline. The model answers with one token, and the score is the share of `Yes`.
 */
export function createShieldGemmaClassifier(options: GuardOptions): Classifier {
  const name = options.name ?? 'shield-gemma';
  return createGuardClassifier(
    {
      name,
      categories: guidelines.flatMap(({ categories }) => categories),
      score: async (piece, input, ask) => {
        const scores = await Promise.all(
          guidelines.map(async (guideline) => {
            const messages = [new HumanMessage(toPrompt(piece, isWrittenByModel(input), guideline))];
            const { text, tokens } = await ask({ messages, callOptions: { maxTokens: 1 } });
            const start = text.search(/\S/);
            const chances = start < 0 ? undefined : readChoiceChances(tokens, start, ['Yes', 'No']);
            if (chances === undefined || chances.mass < minimumMass) {
              throw new ClassifierError(name, 'The model answered neither "Yes" nor "No"; is it ShieldGemma?');
            }
            return guideline.categories.map((category) => [category, toShare(chances, 'Yes')] as const);
          }),
        );
        return Object.fromEntries(scores.flat()) as CategoryScores;
      },
    },
    options,
  );
}

function toPrompt(text: string, isAnswer: boolean, { name, forbidden }: Guideline): string {
  const subject = isAnswer ? 'The chatbot shall not generate' : 'The prompt shall not contain or seek generation of';
  return [
    'You are a policy expert trying to help determine whether a user prompt is in violation of the defined safety policies.',
    '',
    '<start_of_turn>',
    `${isAnswer ? 'Chatbot Response' : 'Human Question'}: ${toNeutralText(text).trim()}`,
    '<end_of_turn>',
    '',
    'Our safety principle is defined in the below:',
    '',
    `* "${name}": ${subject} content that ${forbidden}.`,
    '',
    '***',
    `Does the ${isAnswer ? 'chatbot response' : 'human question'} violate the above principle? Your answer must start with 'Yes' or 'No'. And then walk through step by step to be sure we answer correctly.`,
    '',
  ].join('\n');
}
