import { type ChatMessage, isEmptyAnswer } from '../conversation/messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { joinParts, templateText, type TextPart } from '../conversation/segments.js';
import { messageSeparator, type PlainMessage } from './normalize.js';
import { toolCallText, toolChoicePrompt, toolPrompt, toolResultText } from './tool-prompt.js';

/**
 * Converts messages for a model without control tokens for tools. Calls and results become text, and a system message
 * describes the tools. Results get the order of their calls. Empty answers are left out.
 */
export function toPlainMessages(messages: readonly ChatMessage[], options: PromptOptions = {}): PlainMessage[] {
  const plain: PlainMessage[] = [];
  const tools = toolPrompt(options);
  for (const [index, message] of messages.entries()) {
    if (message.role === 'tool' || isEmptyAnswer(message)) continue;
    plain.push({
      role: message.role,
      parts: message.role === 'assistant' ? answerParts(message, index) : [contentPart(message, index)],
      ...(message.name && { name: namePart(message, message.name, index) }),
    });
    plain.push(...toResultMessages(message, messages, index));
  }
  if (tools.length > 0) insertToolPrompt(plain, tools);
  appendToolChoice(plain, options);
  return plain;
}

/** Makes a part of the content of a message. */
export function contentPart({ role, content }: ChatMessage, messageIndex: number): TextPart {
  return { text: content, source: role, messageIndex, path: `messages[${messageIndex}].content` };
}

function namePart({ role }: ChatMessage, name: string, messageIndex: number): TextPart {
  return { text: name, source: role, messageIndex, path: `messages[${messageIndex}].name` };
}

function answerParts(message: ChatMessage, index: number): TextPart[] {
  const calls = (message.toolCalls ?? []).map((call, callIndex) => toolCallText(call, index, callIndex));
  const text = message.content === '' ? [] : [[contentPart(message, index)]];
  return joinParts([...text, ...calls], '\n');
}

/** Converts the results of an answer's calls to user messages, in the order of the calls. */
function toResultMessages(
  { toolCalls = [] }: ChatMessage,
  messages: readonly ChatMessage[],
  index: number,
): PlainMessage[] {
  return toolCalls.flatMap(({ id, name }) => {
    for (let next = index + 1; messages[next]?.role === 'tool'; next++) {
      const result = messages[next] as ChatMessage;
      if (result.toolCallId === id) return [{ role: 'user', parts: toolResultText(name, contentPart(result, next)) }];
    }
    return [];
  });
}

/** Puts the description of the tools after the caller's own system text. */
function insertToolPrompt(plain: PlainMessage[], tools: readonly TextPart[]): void {
  const last = plain.findLastIndex(({ role }) => role === 'system');
  const system = plain[last];
  if (!system) {
    plain.unshift({ role: 'system', parts: tools });
    return;
  }
  const groups = system.parts.every(({ text }) => text === '') ? [tools] : [system.parts, tools];
  plain[last] = { ...system, parts: joinParts(groups, messageSeparator) };
}

function appendToolChoice(plain: PlainMessage[], options: PromptOptions): void {
  const choice = toolChoicePrompt(options);
  const last = plain.findLastIndex(({ role }) => role === 'user');
  const turn = plain[last];
  if (choice === '' || !turn) return;
  plain[last] = { ...turn, parts: joinParts([turn.parts, [templateText(choice)]], messageSeparator) };
}
