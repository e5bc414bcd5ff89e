import { type Classifier, type ClassifierResult } from '../contract/classifier.js';
import { type ModerationInput, type TextRange } from '../contract/moderation-input.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { joinRhythms } from '../contract/stream-rhythm.js';
import { toCharacterBoundary } from '../text/text-chunks.js';

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
  const cut = rhythm ? toCharacterBoundary(text, Math.max(0, moderatedTo - rhythm.contextCharacters)) : 0;
  if (cut === 0) return { input, widen: (result) => result };
  const move = <Range extends TextRange>(range: Range): Range => ({
    ...range,
    start: range.start + cut,
    end: range.end + cut,
  });
  return {
    input: { ...input, text: text.slice(cut), moderatedTo: moderatedTo - cut },
    widen: ({ scores, spans, evidence, scanned, settledTo }) => ({
      scores,
      spans: spans.map(move),
      evidence: evidence?.map(move),
      scanned: move(scanned),
      settledTo: settledTo === undefined ? undefined : settledTo + cut,
    }),
  };
}
