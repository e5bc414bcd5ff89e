import { type ChatMessage } from '../conversation/messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { controlSegment, removeEndSpaces, type Segment, type TextPart, textSegment } from '../conversation/segments.js';
import { validateConversation } from '../conversation/validate.js';
import { InvalidConversationError } from '../errors/chat-template-errors.js';
import { imageAndInfillNames, mistralVocabularies, turnAndToolNames } from '../tokenizer/mistral-vocabularies.js';
import { controlToolCalls } from '../tool-calls/tool-call-syntax.js';
import { prependSystem } from './normalize.js';
import { type PromptTemplate } from './prompt-template.js';
import { identifiedResultJson, namedResultJson, toolCallsJson, toolsJson } from './tool-json.js';
import { normalizeToolConversation, type ToolTurn } from './tool-turns.js';

/** Finds the id of a control token, which is the same in both vocabularies. */
const controlToken = (name: string) => mistralVocabularies.v2.controlTokens.get(name) as number;
const control = (name: (typeof turnAndToolNames)[number] | '<s>' | '</s>') => controlSegment(controlToken(name));

const guardedByBoth = ['<s>', '</s>', '<unk>', ...turnAndToolNames];

/**
 * Renders the form of Mistral Large and Small of February 2024, as mistral-common's `InstructTokenizerV2` does:
 *
 *     <s> + ([AVAILABLE_TOOLS] + enc(tools) + [/AVAILABLE_TOOLS]) + [INST] + enc((system + "\n\n") + user) + [/INST] + enc(assistant) + </s> + …
 *
 * - The marks are control tokens, without spaces around them. Spaces at the end of an answer are removed.
 * - The tools and the system text stand in the LAST user turn.
 * - `[TOOL_CALLS] + enc(calls) + </s>` and `[TOOL_RESULTS] + enc([{"name": …, "content": …}]) + [/TOOL_RESULTS]` stand after the
 *   last user turn only: earlier ones are removed. An answer may have one result.
 *
 * An answer has text or tool calls, not both. The tool choice `none` removes the tools, unlike in mistral-common, which
 * leaves every choice to the runtime. The other choices do not change the prompt.
 */
export const instructV2: PromptTemplate = toolTemplate({
  version: 'mistral-instruct-v2',
  guardedStrings: guardedByBoth,
  keepsToolHistory: false,
  callsHaveIds: false,
  resultJson: namedResultJson,
});

/**
 * Renders the form of Mixtral 8x22B, Mistral 7B v0.3 and Codestral 22B, as mistral-common's `InstructTokenizerV3` does. The
 * vocabulary is SentencePiece. It differs from `instructV2`:
 *
 * - all tool calls and results stay in the prompt, and an answer may have several;
 * - calls have an `"id"`, and results are `{"content": …, "call_id": …}`. An id has 9 letters and digits.
 */
export const instructV3: PromptTemplate = toolTemplate({
  version: 'mistral-instruct-v3',
  guardedStrings: [...guardedByBoth, ...imageAndInfillNames, ...mistralVocabularies.v3.userDefined.keys()],
  keepsToolHistory: true,
  callsHaveIds: true,
  resultJson: identifiedResultJson,
});

/** Describes the differences between the templates. */
interface ToolTemplateRule extends Pick<PromptTemplate, 'version' | 'guardedStrings'> {
  /** Whether tool calls and results before the last user turn stay in the prompt. */
  readonly keepsToolHistory: boolean;
  readonly callsHaveIds: boolean;
  readonly resultJson: (turn: ToolTurn & { role: 'tool' }) => TextPart[];
}

function toolTemplate(rule: ToolTemplateRule): PromptTemplate {
  return {
    version: rule.version,
    answerHasPrefixSpace: true,
    isSentencePiece: true,
    guardedStrings: rule.guardedStrings,
    toolCallSyntax: controlToolCalls,
    render(messages: readonly ChatMessage[], options: PromptOptions = {}): readonly Segment[] {
      validateConversation(messages, options);
      const { system, turns } = normalizeToolConversation(messages);
      const lastUser = turns.findLastIndex(({ role }) => role === 'user');
      for (const [index, turn] of turns.entries()) checkTurn(turn, turns[index - 1], index > lastUser, rule);
      const segments = turns.flatMap((turn, index) => {
        if (turn.role === 'user') {
          return index === lastUser ? lastUserSegments(turn.parts, system, options) : userSegments(turn.parts);
        }
        return rule.keepsToolHistory || index > lastUser || !usesTools(turn) ? answerSegments(turn, rule) : [];
      });
      const isOpen = options.continueFinalMessage === true && turns.at(-1)?.role === 'assistant';
      return [control('<s>'), ...(isOpen ? segments.slice(0, -1) : segments)];
    },
  };
}

function lastUserSegments(
  content: readonly TextPart[],
  system: readonly TextPart[],
  { tools = [], toolChoice }: PromptOptions,
): Segment[] {
  const parts = prependSystem(system, content);
  if (tools.length === 0 || toolChoice === 'none') return userSegments(parts);
  return [
    control('[AVAILABLE_TOOLS]'),
    textSegment(toolsJson(tools)),
    control('[/AVAILABLE_TOOLS]'),
    ...userSegments(parts),
  ];
}

function userSegments(parts: readonly TextPart[]): Segment[] {
  return [control('[INST]'), textSegment(parts), control('[/INST]')];
}

function answerSegments(turn: Exclude<ToolTurn, { role: 'user' }>, rule: ToolTemplateRule): Segment[] {
  if (turn.role === 'tool') {
    return [control('[TOOL_RESULTS]'), textSegment(rule.resultJson(turn)), control('[/TOOL_RESULTS]')];
  }
  if (turn.calls.length === 0) return [textSegment(removeEndSpaces(turn.parts)), control('</s>')];
  return [control('[TOOL_CALLS]'), textSegment(toolCallsJson(turn.calls, rule.callsHaveIds)), control('</s>')];
}

function usesTools(turn: ToolTurn): boolean {
  return turn.role === 'tool' || (turn.role === 'assistant' && turn.calls.length > 0);
}

function checkTurn(
  turn: ToolTurn,
  previous: ToolTurn | undefined,
  isAfterLastUser: boolean,
  rule: ToolTemplateRule,
): void {
  if (turn.role === 'tool' && previous?.role === 'tool' && isAfterLastUser && !rule.keepsToolHistory) {
    const { messageIndex } = turn;
    throw new InvalidConversationError(
      'MULTIPLE_TOOL_RESULTS',
      messageIndex,
      `Message ${messageIndex} is a further result for one answer, which Mistral's second template cannot express: let the model call one tool at a time.`,
    );
  }
  if (turn.role !== 'assistant') return;
  for (const { call, messageIndex } of turn.calls) {
    if (turn.parts.length > 0) {
      throw new InvalidConversationError(
        'TEXT_AND_TOOL_CALLS',
        messageIndex,
        `Message ${messageIndex} calls tools in an answer that also has text, which Mistral's template cannot express: leave the text out.`,
      );
    }
    if (rule.callsHaveIds && !/^[a-zA-Z0-9]{9}$/.test(call.id)) {
      throw new InvalidConversationError(
        'INVALID_TOOL_CALL_ID',
        messageIndex,
        `Message ${messageIndex} has a tool call whose id is not 9 letters and digits: give it such an id, and its result the same.`,
      );
    }
  }
}
