import { type ChatMessage } from '../conversation/messages.js';
import { messageSeparator, normalizeConversation, type PlainTurn } from './normalize.js';
import { plainMessages } from './plain-messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { type PromptTemplate } from './prompt-template.js';
import {
  controlSegment,
  joinParts,
  type Segment,
  templateText,
  type TextPart,
  textSegment,
} from '../conversation/segments.js';
import { taggedToolCalls } from '../tool-calls/tool-call-syntax.js';
import { validateConversation } from '../conversation/validate.js';

/** Of the Mistral v1 vocabulary. `[INST]` and `[/INST]` are ordinary text there. */
const beginOfSequence = 1;
const endOfSequence = 2;

const guardedStrings = ['<s>', '</s>', '<unk>', '[INST]', '[/INST]'];

/**
 * The rule that Mixtral-8x7B-Instruct-v0.1 was trained with, as mistral-common's `InstructTokenizerV1` applies it:
 *
 *     [BOS] + enc("[INST] " + (system + "\n\n") + user + " [/INST]") + enc(assistant) + [EOS] + …
 *
 * Each turn is encoded on its own; the system's text belongs to the first user turn. Tools, which the model was not
 * trained with, are described, called and answered in plain text.
 */
export const instructV1: PromptTemplate = instructTemplate('mistral-instruct-v1', (content) => [
  textSegment([templateText('[INST] '), ...content, templateText(' [/INST]')]),
]);

/**
 * The form that the model card of Mixtral-8x7B-Instruct-v0.1 shows as pseudo code: `[INST]`, the user's text and `[/INST]`
 * are encoded apart. The ids are the rule's, except for a user's turn without text, where the rule has one space more; see
 * the table in `docs/chat-template.md`. Use `instructV1` unless ids must equal those of an implementation of the card.
 */
export const instructV1Card: PromptTemplate = instructTemplate('mistral-instruct-v1-card', (content) => [
  textSegment([templateText('[INST]')]),
  textSegment(content),
  textSegment([templateText('[/INST]')]),
]);

function instructTemplate(version: string, userSegments: (content: readonly TextPart[]) => Segment[]): PromptTemplate {
  const segmentsOf = ({ role, parts }: PlainTurn) =>
    role === 'user' ? userSegments(parts) : [textSegment(parts), controlSegment(endOfSequence)];
  return {
    version,
    answerHasPrefixSpace: true,
    isSentencePiece: true,
    guardedStrings,
    toolCallSyntax: taggedToolCalls,
    render(messages: readonly ChatMessage[], options?: PromptOptions): readonly Segment[] {
      validateConversation(messages, options);
      const { system, turns } = normalizeConversation(plainMessages(messages, options));
      const segments = withSystem(turns, system).flatMap(segmentsOf);
      return [controlSegment(beginOfSequence), ...segments];
    },
  };
}

/** The system's text stands in the first user turn, even when that one is empty. */
function withSystem(turns: readonly PlainTurn[], system: readonly TextPart[]): readonly PlainTurn[] {
  const [first, ...others] = turns;
  if (!first || system.length === 0) return turns;
  const parts = [...joinParts([system, []], messageSeparator), ...first.parts];
  return [{ role: 'user', parts }, ...others];
}
