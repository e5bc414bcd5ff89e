import { type Category } from '../../contract/category.js';
import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { readText } from '../../text/text-reading.js';
import { toOriginalRange } from '../../text/text-view.js';
import { toCategoryScores } from '../spans/span-scores.js';
import { scoreWindows } from './injection-model.js';
import { findKnownForms } from './known-forms.js';

const categories: readonly Category[] = ['x/injection', 'x/jailbreak'];

/** The lowest probability at which a window becomes a span. Every window has a probability above 0. */
const minimumProbability = 0.3;

/**
 * Creates the classifier of prompt injections and jailbreaks, for texts that a model reads.
 *
 * Rules find the known forms, also when they are disguised (look-alike letters, invisible characters, leet, words spelled
 * letter by letter, base64), and a small linear model finds other wordings. The higher score counts. It classifies a text as
 * a whole, so the stream gate applies the policy's hold-back.
 */
export function createInjectionClassifier(): Classifier {
  return {
    name: 'injection',
    categories,
    stages: ['input', 'tool-result', 'resume'],
    classify: async ({ text, role }) => {
      const scanned = { start: 0, end: text.length };
      // System messages are meant to instruct the model, and no attacker writes the model's own text.
      if (role === 'system' || role === 'assistant') {
        return { scores: { 'x/injection': null, 'x/jailbreak': null }, spans: [], scanned };
      }
      const spans = [...findKnownForms(text), ...findInjectedPassages(text)];
      return { scores: toCategoryScores(categories, spans), spans, scanned };
    },
  };
}

/** Finds passages that the model takes for injections, in the text as written and in its decoded base64 passages. */
function findInjectedPassages(text: string): readonly CategorySpan[] {
  const decoded = readText({ text }).decoded.flatMap((view) =>
    scoreWindows(view.text).map(({ start, end, probability }) => ({
      ...toOriginalRange(view, start, end),
      probability,
    })),
  );
  return [...scoreWindows(text), ...decoded]
    .filter(({ probability }) => probability >= minimumProbability)
    .map(({ start, end, probability }): CategorySpan => ({ start, end, category: 'x/injection', score: probability }));
}
