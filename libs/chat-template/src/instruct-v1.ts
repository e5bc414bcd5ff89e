import { type ChatMessage, type SpanSource } from './messages.js';
import { normalizeConversation, type TurnText } from './normalize.js';
import { type PromptTemplate } from './prompt-template.js';
import { type Segment, templateText, type TextPart } from './segments.js';

/** Of the Mistral v1 vocabulary. `[INST]` and `[/INST]` are ordinary text there. */
const beginOfSequence = 1;
const endOfSequence = 2;

/** Between merged messages, and between the system's text and the first user text. */
const separator = '\n\n';

/**
 * The rule that Mixtral-8x7B-Instruct-v0.1 was trained with, as mistral-common's `InstructTokenizerV1` applies it:
 *
 *     [BOS] + enc("[INST] " + (system + "\n\n") + user + " [/INST]") + enc(assistant) + [EOS] + …
 *
 * Each turn is encoded on its own; the system's text belongs to the first user turn.
 */
export const instructV1: PromptTemplate = {
  version: 'mistral-instruct-v1',
  answerHasPrefixSpace: true,
  render(messages: readonly ChatMessage[]): readonly Segment[] {
    const { system, turns } = normalizeConversation(messages);
    const segments: Segment[] = [{ kind: 'control', token: beginOfSequence }];
    for (const [index, { role, texts }] of turns.entries()) {
      if (role === 'assistant') {
        segments.push({ kind: 'text', parts: joined(texts, 'assistant') }, { kind: 'control', token: endOfSequence });
        continue;
      }
      const opening = index === 0 && system.length > 0 ? [...joined(system, 'system'), templateText(separator)] : [];
      const parts = [templateText('[INST] '), ...opening, ...joined(texts, 'user'), templateText(' [/INST]')];
      segments.push({ kind: 'text', parts });
    }
    return segments;
  },
};

function joined(texts: readonly TurnText[], source: SpanSource): TextPart[] {
  return texts.flatMap(({ text, messageIndex }, index) => {
    const part = { text, source, messageIndex };
    return index === 0 ? [part] : [templateText(separator), part];
  });
}
