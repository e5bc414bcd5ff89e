import { type Category } from '../../contract/category.js';
import { type Classifier, type ClassifierContext } from '../../contract/classifier.js';
import { type ModerationInput } from '../../contract/moderation-input.js';
import { createInjectionClassifier } from '../injection/injection-classifier.js';
import { createWordsClassifier } from '../words/words-classifier.js';

/** The score of a cheap classifier that the guard model reads. */
export interface CheapScore {
  /** The name in the description of the model, such as `words:x/profanity`: the classifier and its category. */
  readonly name: string;
  readonly classifier: string;
  readonly category: Category;
}

/** The classifiers that cost a thousandth of the encoder, and see what it does not: disguised words and known forms. */
const classifiers = new Map<string, Classifier>(
  [createWordsClassifier(), createInjectionClassifier()].map((classifier) => [classifier.name, classifier]),
);

/** Finds the score that a name such as `injection:x/jailbreak` means. */
export function findCheapScore(name: string): CheapScore | undefined {
  const [classifier = '', ...rest] = name.split(':');
  const category = classifiers.get(classifier)?.categories.find((one) => one === rest.join(':'));
  return category && { name, classifier, category };
}

/** Computes cheap scores of a text, by their names. One that does not apply to the role of the text is 0. */
export async function scoreCheaply(
  wanted: readonly CheapScore[],
  input: ModerationInput,
  context: ClassifierContext,
): Promise<ReadonlyMap<string, number>> {
  const scores = new Map<string, number>();
  for (const name of new Set(wanted.map(({ classifier }) => classifier))) {
    const result = await classifiers.get(name)?.classify(input, context);
    for (const { name: key, classifier, category } of wanted) {
      if (classifier === name) scores.set(key, result?.scores[category] ?? 0);
    }
  }
  return scores;
}
