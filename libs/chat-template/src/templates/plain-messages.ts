import { type ChatMessage } from '../conversation/messages.js';
import { messageSeparator, type PlainMessage } from './normalize.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { joinParts, templateText, type TextPart } from '../conversation/segments.js';
import { toolCallText, toolChoicePrompt, toolPrompt, toolResultText } from './tool-prompt.js';

/**
 * Messages for a model without tokens for tools: calls and results become text, and the tools are described in a system
 * message. Results stand in the order of their calls, whatever order they came in.
 */
export function plainMessages(messages: readonly ChatMessage[], options: PromptOptions = {}): PlainMessage[] {
  const plain: PlainMessage[] = [];
  const tools = toolPrompt(options);
  for (const [index, message] of messages.entries()) {
    if (message.role === 'tool') continue;
    plain.push({
      role: message.role,
      parts: message.role === 'assistant' ? answerParts(message, index) : [contentPart(message, index)],
    });
    plain.push(...resultsOf(message, messages, index));
  }
  if (tools.length > 0) insertToolPrompt(plain, tools);
  appendToolChoice(plain, options);
  return plain;
}

/** The content of a message as a part of a prompt. */
export function contentPart({ role, content }: ChatMessage, messageIndex: number): TextPart {
  return { text: content, source: role, messageIndex, path: `messages[${messageIndex}].content` };
}

function answerParts(message: ChatMessage, index: number): TextPart[] {
  const calls = (message.toolCalls ?? []).map((call, callIndex) => toolCallText(call, index, callIndex));
  const text = message.content === '' ? [] : [[contentPart(message, index)]];
  return joinParts([...text, ...calls], '\n');
}

/** The results of an answer's calls, as messages of the user, in the order of the calls. */
function resultsOf({ toolCalls = [] }: ChatMessage, messages: readonly ChatMessage[], index: number): PlainMessage[] {
  return toolCalls.flatMap(({ id, name }) => {
    for (let at = index + 1; messages[at]?.role === 'tool'; at++) {
      const result = messages[at] as ChatMessage;
      if (result.toolCallId === id) return [{ role: 'user', parts: toolResultText(name, contentPart(result, at)) }];
    }
    return [];
  });
}

/** The description of the tools follows the caller's own system text. */
function insertToolPrompt(plain: PlainMessage[], tools: readonly TextPart[]): void {
  const last = plain.findLastIndex(({ role }) => role === 'system');
  const system = plain[last];
  if (!system) {
    plain.unshift({ role: 'system', parts: tools });
    return;
  }
  const groups = system.parts.every(({ text }) => text === '') ? [tools] : [system.parts, tools];
  plain[last] = { role: 'system', parts: joinParts(groups, messageSeparator) };
}

function appendToolChoice(plain: PlainMessage[], options: PromptOptions): void {
  const choice = toolChoicePrompt(options);
  const last = plain.findLastIndex(({ role }) => role === 'user');
  const turn = plain[last];
  if (choice === '' || !turn) return;
  plain[last] = { role: 'user', parts: joinParts([turn.parts, [templateText(choice)]], messageSeparator) };
}
