import { type ChatMessage } from '../conversation/messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import {
  controlSegment,
  removeEndSpaces,
  type Segment,
  templateText,
  type TextPart,
  textSegment,
} from '../conversation/segments.js';
import { validateConversation } from '../conversation/validate.js';
import { taggedToolCalls } from '../tool-calls/tool-call-syntax.js';
import { normalizeConversation, type PlainTurn, prependSystem } from './normalize.js';
import { toPlainMessages } from './plain-messages.js';
import { type PromptTemplate } from './prompt-template.js';

/** Control tokens of the Mistral v1 vocabulary. `[INST]` and `[/INST]` are ordinary text there. */
const beginOfSequence = 1;
const endOfSequence = 2;

const guardedStrings = ['<s>', '</s>', '<unk>', '[INST]', '[/INST]'];

/**
 * Renders the form that Mixtral-8x7B-Instruct-v0.1 was trained with, as mistral-common's `InstructTokenizerV1` does:
 *
 *     [BOS] + enc("[INST] " + (system + "\n\n") + user + " [/INST]") + enc(assistant) + [EOS] + …
 *
 * Each turn is encoded on its own, and the system text stands in the first user turn. The model was not trained with tools:
 * their definitions, calls and results are plain text.
 */
export const instructV1: PromptTemplate = instructTemplate('mistral-instruct-v1', (content) => [
  textSegment([templateText('[INST] '), ...content, templateText(' [/INST]')]),
]);

/**
 * Renders the form of the pseudo code on Mixtral-8x7B-Instruct-v0.1's model card. It encodes `[INST]`, the user's text and
 * `[/INST]` separately. The ids equal those of `instructV1`, except for a user turn without text, where `instructV1` has one
 * space more; see the table in `docs/notes/prompt-forms.md`. Use it only where ids must equal those of the model card's code.
 */
export const instructV1Card: PromptTemplate = instructTemplate('mistral-instruct-v1-card', (content) => [
  textSegment([templateText('[INST]')]),
  textSegment(content),
  textSegment([templateText('[/INST]')]),
]);

function instructTemplate(version: string, userSegments: (content: readonly TextPart[]) => Segment[]): PromptTemplate {
  const toSegments = ({ role, parts }: PlainTurn, isOpen: boolean) => {
    if (role === 'user') return userSegments(parts);
    return isOpen ? [textSegment(removeEndSpaces(parts))] : [textSegment(parts), controlSegment(endOfSequence)];
  };
  return {
    version,
    answerHasPrefixSpace: true,
    isSentencePiece: true,
    guardedStrings,
    toolCallSyntax: taggedToolCalls,
    render(messages: readonly ChatMessage[], options?: PromptOptions): readonly Segment[] {
      validateConversation(messages, options);
      const { system, turns } = normalizeConversation(toPlainMessages(messages, options));
      const segments = turns.flatMap(({ role, parts }, index) =>
        toSegments(
          { role, parts: index === 0 ? prependSystem(system, parts) : parts },
          options?.continueFinalMessage === true && index === turns.length - 1,
        ),
      );
      return [controlSegment(beginOfSequence), ...segments];
    },
  };
}
