import { type PromptTemplate } from './prompt-template.js';

/**
 * The text of a whole answer as it belongs into the history. The first token of an answer carries the prefix space of a
 * SentencePiece vocabulary: exactly one space is removed, since a replayed answer gets it again when it is encoded. A second
 * space is the model's own and stays.
 */
export function stripAnswerPrefix(answer: string, template: Pick<PromptTemplate, 'answerHasPrefixSpace'>): string {
  return template.answerHasPrefixSpace && answer.startsWith(' ') ? answer.slice(1) : answer;
}
