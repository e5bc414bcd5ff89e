import { type Category } from '../../contract/category.js';
import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { readText, TextReading } from '../../text/text-reading.js';
import { toOriginalRange } from '../../text/text-view.js';
import { toCategoryScores } from '../spans/span-scores.js';
import { combineEvidence } from './combine-evidence.js';
import { scoreChat, scoreToolResult } from './injection-model.js';
import { findKnownForms } from './known-forms.js';
import { blankEscapes } from './blank-escapes.js';
import { findSystemPromptAttacks, systemPromptCategory } from './system-prompt-attacks.js';

const categories: readonly Category[] = ['x/injection', 'x/jailbreak', systemPromptCategory];

/** The lowest probability at which a window becomes a span. Every window has a probability above 0. */
const minimumProbability = 0.3;

/**
 * Creates the classifier of prompt injections and jailbreaks, for texts that a model reads.
 *
 * Rules find the known forms, also when they are disguised (look-alike letters, invisible characters, leet, words spelled
 * letter by letter, base64), and small linear models find other wordings: one for what people write, one for jailbreaks, one
 * for tool results. The highest score counts. It classifies a text as a whole, so the stream gate applies the policy's
 * hold-back.
 */
export function createInjectionClassifier(): Classifier {
  return {
    name: 'injection',
    categories,
    stages: ['input', 'tool-result', 'resume'],
    classify: async (input) => {
      const { text, role, stage } = input;
      const scanned = { start: 0, end: text.length };
      // System messages are meant to instruct the model, and no attacker writes the model's own text.
      if (role === 'system' || role === 'assistant') {
        return { scores: Object.fromEntries(categories.map((category) => [category, null])), spans: [], scanned };
      }
      const isToolResult = stage === 'tool-result' || role === 'tool';
      const legible = isToolResult ? blankEscapes(text) : text;
      // The other classifiers read the text as it is, so their reading is used where nothing is blanked.
      const reading = legible === text ? readText(input) : new TextReading(legible);
      const forms = findKnownForms(reading.views);
      const spans = [
        ...forms,
        // In a tool result any order to the model is an attack, whatever it is after.
        ...(isToolResult ? [] : findSystemPromptAttacks(reading.views)),
        ...combineEvidence(scoreAllPassages(reading, isToolResult), forms).filter(
          ({ score }) => score >= minimumProbability,
        ),
      ];
      return { scores: toCategoryScores(categories, spans), spans, scanned };
    },
  };
}

/** Scores passages with the models, in the text as written and in the passages that it encodes. */
function scoreAllPassages(reading: TextReading, isToolResult: boolean): readonly CategorySpan[] {
  const decoded = reading.decoded.flatMap((view) =>
    scorePassages(view.text, isToolResult).map(({ start, end, ...others }) => ({
      ...toOriginalRange(view, start, end),
      ...others,
    })),
  );
  return [...scorePassages(reading.text, isToolResult), ...decoded];
}

function scorePassages(text: string, isToolResult: boolean): readonly CategorySpan[] {
  const { instruction, jailbreak } = scoreChat(text);
  const injection = isToolResult ? scoreToolResult(text) : instruction;
  return [
    ...injection.map(
      ({ probability, ...range }) => ({ ...range, category: 'x/injection', score: probability }) as const,
    ),
    ...jailbreak.map(
      ({ probability, ...range }) => ({ ...range, category: 'x/jailbreak', score: probability }) as const,
    ),
  ];
}
