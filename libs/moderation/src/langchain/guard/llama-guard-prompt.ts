import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages';

import { type LlamaGuardHazard } from './llama-guard-hazards.js';
import { toNeutralText } from './neutral-text.js';

/**
 * Replaces the question of an answer that is classified alone: the guards' templates begin with a message of the user.
 */
const unknownQuestion = '(not shown)';

/** Creates the conversation for a server whose template writes the guard's prompt around it. */
export function toConversation(text: string, isAnswer: boolean): readonly BaseMessage[] {
  const content = toNeutralText(text);
  return isAnswer ? [new HumanMessage(unknownQuestion), new AIMessage(content)] : [new HumanMessage(content)];
}

/**
 * Creates the guard's whole prompt as one message, for a server with the plain template of Llama 3 or 4.
 * Source: https://www.llama.com/docs/model-cards-and-prompt-formats/llama-guard-3/.
 */
export function toPrompt(
  text: string,
  isAnswer: boolean,
  hazards: readonly LlamaGuardHazard[],
): readonly BaseMessage[] {
  const role = isAnswer ? 'Agent' : 'User';
  return [
    new HumanMessage(
      [
        `Task: Check if there is unsafe content in '${role}' messages in conversations according to our safety policy with the below categories.`,
        '',
        '<BEGIN UNSAFE CONTENT CATEGORIES>',
        '',
        ...hazards.map(({ code, title }) => `${code}: ${title}.`),
        '',
        '<END UNSAFE CONTENT CATEGORIES>',
        '',
        '<BEGIN CONVERSATION>',
        '',
        `${role}: ${toNeutralText(text).trim()}`,
        '',
        '<END CONVERSATION>',
        '',
        `Provide your safety assessment for ONLY THE LAST ${role} message in the above conversation:`,
        " - First line must read 'safe' or 'unsafe'.",
        ' - If unsafe, a second line must include a comma-separated list of violated categories.',
      ].join('\n'),
    ),
  ];
}
