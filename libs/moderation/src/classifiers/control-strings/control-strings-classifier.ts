import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { foldText, type TextView, writtenRange, writtenView } from '../../text/fold-text.js';
import { highestScore } from '../spans/span-scores.js';

/**
 * Strings with which chat templates mark turns and tools. None of them has a place in a conversation's text, save in one
 * about such templates.
 */
const templateStrings: readonly string[] = [
  // Mistral
  '[INST]',
  '[/INST]',
  '[TOOL_CALLS]',
  '[AVAILABLE_TOOLS]',
  '[/AVAILABLE_TOOLS]',
  '[TOOL_RESULTS]',
  '[/TOOL_RESULTS]',
  '[TOOL_CONTENT]',
  '[SYSTEM_PROMPT]',
  '[/SYSTEM_PROMPT]',
  '[CALL_ID]',
  '[ARGS]',
  // Llama 2
  '<<SYS>>',
  '<</SYS>>',
  // Gemma
  '<start_of_turn>',
  '<end_of_turn>',
];

/** Strings that mean something else elsewhere: struck-out text of HTML, for one. They prove little on their own. */
const ambiguousStrings: readonly string[] = [
  '<s>',
  '</s>',
  '<bos>',
  '<eos>',
  '<unk>',
  '<pad>',
  '[IMG]',
  '[PREFIX]',
  '[SUFFIX]',
];

/**
 * `<|im_start|>`, `<|eot_id|>` and their kind (ChatML, Llama 3, Phi, Command, Harmony), with the upright bar or DeepSeek's
 * full-width one.
 */
const barredString = /<[|\uff5c][a-z0-9_\u2581 ]{1,40}[|\uff5c]>/g;

/** No control string is longer. */
const longestString = 48;

const certain = 0.95;
const doubtful = 0.4;

/**
 * Finds the control strings of chat templates, in any case, also when they are disguised with look-alike or invisible
 * characters. An ambiguous string counts for certain when a certain one stands in the same text.
 */
export function createControlStringsClassifier(): Classifier {
  return {
    name: 'control-strings',
    categories: ['x/control-strings'],
    classify: async ({ text, partial }) => {
      const folded = foldText(text);
      const views =
        folded.text === text.toLowerCase() ? [folded] : [{ ...writtenView(text), text: text.toLowerCase() }, folded];
      const found = views.flatMap(findStrings);
      const proved = found.some(({ score }) => score === certain);
      const spans = proved ? found.map((span) => ({ ...span, score: certain })) : found;
      return {
        scores: { 'x/control-strings': highestScore(spans) },
        spans,
        scanned: { start: 0, end: text.length },
        settledTo: partial ? openBracket(text) : text.length,
      };
    },
  };
}

function findStrings(view: TextView): readonly CategorySpan[] {
  // Folding may lengthen a letter; a view whose offsets moved could not be mapped back.
  const span = (start: number, length: number, score: number): CategorySpan => ({
    ...writtenRange(view, start, start + length),
    category: 'x/control-strings',
    score,
    label: 'CONTROL_STRING',
  });
  const literals = [
    ...templateStrings.map((literal) => ({ literal: literal.toLowerCase(), score: certain })),
    ...ambiguousStrings.map((literal) => ({ literal: literal.toLowerCase(), score: doubtful })),
  ];
  return [
    ...literals.flatMap(({ literal, score }) =>
      occurrencesOf(literal, view.text).map((start) => span(start, literal.length, score)),
    ),
    ...[...view.text.matchAll(barredString)].map(({ 0: match, index }) => span(index, match.length, certain)),
  ];
}

function occurrencesOf(literal: string, text: string): readonly number[] {
  const starts: number[] = [];
  for (let start = text.indexOf(literal); start >= 0; start = text.indexOf(literal, start + literal.length)) {
    starts.push(start);
  }
  return starts;
}

/** Where a control string may have begun that the text's end cuts: the first bracket near the end that nothing closes. */
function openBracket(text: string): number {
  const tail = Math.max(0, text.length - longestString);
  const folded = foldText(text.slice(tail));
  const open = Math.max(folded.text.lastIndexOf('<'), folded.text.lastIndexOf('['));
  if (open < 0 || /[>\]]/.test(folded.text.slice(open))) return text.length;
  const start = folded.text.slice(0, open).endsWith('<') ? open - 1 : open;
  return tail + (folded.starts[start] ?? 0);
}
