import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { decodedViews } from '../../text/spelled-words.js';
import { type TextView, writtenRange } from '../../text/fold-text.js';
import { highestScore } from '../spans/span-scores.js';
import { injectionProbabilities } from './injection-model.js';
import { findKnownForms } from './known-forms.js';

/** Below this the model says nothing about a passage: every text has some probability. */
const mentionedFrom = 0.3;

/**
 * Finds instructions that are smuggled into a prompt, a tool's result or a retrieved text, and the forms in which models are
 * talked out of their rules. Two judges, the surer one counts: rules for the known forms, which also see through disguises
 * (look-alike letters, invisible characters, leet, letters apart, base64), and a small linear model for the rest.
 *
 * Made for what others give a model to read. It judges a text as a whole: under a stream gate the policy's hold-back holds.
 */
export function createInjectionClassifier(): Classifier {
  return {
    name: 'injection',
    categories: ['x/injection', 'x/jailbreak'],
    stages: ['input', 'tool-result', 'resume'],
    classify: async ({ text, role }) => {
      const scanned = { start: 0, end: text.length };
      // To instruct the model is what system messages are for, and what it wrote itself it was not told by anyone.
      if (role === 'system' || role === 'assistant')
        return { scores: { 'x/injection': null, 'x/jailbreak': null }, spans: [], scanned };
      const spans = [...findKnownForms(text), ...findPassages(text)];
      const scoreOf = (category: CategorySpan['category']): number =>
        highestScore(spans.filter((span) => span.category === category));
      return {
        scores: { 'x/injection': scoreOf('x/injection'), 'x/jailbreak': scoreOf('x/jailbreak') },
        spans,
        scanned,
      };
    },
  };
}

/** Passages that the model takes for injections, in the text as written and in what its base64 passages hold. */
function findPassages(text: string): readonly CategorySpan[] {
  const written = injectionProbabilities(text);
  const hidden = decodedViews(text).flatMap((view: TextView) =>
    injectionProbabilities(view.text).map(({ start, end, probability }) => ({
      ...writtenRange(view, start, end),
      probability,
    })),
  );
  return [...written, ...hidden]
    .filter(({ probability }) => probability >= mentionedFrom)
    .map(({ start, end, probability }): CategorySpan => ({ start, end, category: 'x/injection', score: probability }));
}
