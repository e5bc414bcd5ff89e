import { type Classifier, type ClassifierResult } from '../../contract/classifier.js';
import { type ModerationInput, type TextRange } from '../../contract/moderation-input.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { joinRhythms } from '../../contract/stream-rhythm.js';
import { findContextStart } from '../../text/context-start.js';

/** A text as one classifier reads it. */
interface NarrowedInput {
  readonly input: ModerationInput;
  /** Converts the offsets of a result to those of the whole window. */
  readonly widen: (result: ClassifierResult) => ClassifierResult;
}

/** Leaves out released context of a stream that a costly classifier does not read: its rhythm says how much it does. */
export function narrowContext(classifier: Classifier, input: ModerationInput, policy: ModerationPolicy): NarrowedInput {
  const { text, moderatedTo = 0, isStreamed = false } = input;
  const rhythm = isStreamed && classifier.rhythm && joinRhythms([classifier.rhythm], policy.gate.rhythm);
  const cut = rhythm ? findContextStart(text, moderatedTo, rhythm.contextCharacters) : 0;
  if (cut === 0) return { input, widen: (result) => result };
  return {
    input: { ...input, text: text.slice(cut), moderatedTo: moderatedTo - cut },
    widen: ({ scores, spans, evidence, scanned, settledTo }) => ({
      scores,
      spans: spans.map((span) => moveRange(span, cut)),
      evidence: evidence?.map((passage) => moveRange(passage, cut)),
      scanned: moveRange(scanned, cut),
      settledTo: settledTo === undefined ? undefined : settledTo + cut,
    }),
  };
}

function moveRange<Range extends TextRange>(range: Range, offset: number): Range {
  return { ...range, start: range.start + offset, end: range.end + offset };
}
