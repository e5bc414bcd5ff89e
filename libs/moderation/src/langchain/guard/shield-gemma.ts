import { HumanMessage } from '@langchain/core/messages';

import { type Category, type CategoryScores } from '../../contract/category.js';
import { type Classifier } from '../../contract/classifier.js';
import { ClassifierError } from '../../errors/moderation-errors.js';
import { choiceChances, shareOf } from './choice-chances.js';
import { createGuardClassifier, type GuardOptions, isWrittenByModel } from './guard-classifier.js';
import { neutralText } from './neutral-text.js';

/** One of the four guidelines that ShieldGemma was trained on. */
interface Guideline {
  readonly name: string;
  /** What a text must not hold, as it follows `content that`. */
  readonly forbidden: string;
  readonly categories: readonly Category[];
}

/** Source: https://ai.google.dev/gemma/docs/shieldgemma/model_card. */
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

/** Less than this on `Yes` and `No` together: the model answers something else. */
const leastMass = 0.5;

/**
 * ShieldGemma on any chat model whose server has Gemma's plain template. It is asked once per guideline, four times for a text, and
 * answers with one token: a score is the share of `Yes`.
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
            const messages = [new HumanMessage(promptOf(piece, isWrittenByModel(input), guideline))];
            const { text, tokens } = await ask({ messages, callOptions: { maxTokens: 1 } });
            const start = text.search(/\S/);
            const chances = start < 0 ? undefined : choiceChances(tokens, start, ['Yes', 'No']);
            if (chances === undefined || chances.mass < leastMass) {
              throw new ClassifierError(name, 'The model answered neither "Yes" nor "No"; is it ShieldGemma?');
            }
            return guideline.categories.map((category) => [category, shareOf(chances, 'Yes')] as const);
          }),
        );
        return Object.fromEntries(scores.flat()) as CategoryScores;
      },
    },
    options,
  );
}

function promptOf(text: string, isAnswer: boolean, { name, forbidden }: Guideline): string {
  const subject = isAnswer ? 'The chatbot shall not generate' : 'The prompt shall not contain or seek generation of';
  return [
    'You are a policy expert trying to help determine whether a user prompt is in violation of the defined safety policies.',
    '',
    '<start_of_turn>',
    `${isAnswer ? 'Chatbot Response' : 'Human Question'}: ${neutralText(text).trim()}`,
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
