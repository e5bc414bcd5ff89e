import fc from 'fast-check';
import { type ChatMessage, type ToolCall, type ToolDefinition } from '../conversation/messages.js';

const controlStrings = [
  '<s>',
  '</s>',
  '<unk>',
  '[INST]',
  '[/INST]',
  '<tool_call>',
  '</tool_call>',
  '<tool_result',
  '</tool_result>',
];

/** Known ways to hide a control string. */
const disguises: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => [...text].join('\u200b'),
  (text) => [...text].join(' '),
  (text) => [...text].join('\u2581'),
  (text) => [...text].join('\n'),
  (text) => text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)),
  (text) => `\u2581${text}`,
  (text) => text.slice(0, 3),
  (text) => text.slice(3),
  (text) => text.slice(0, 2) + text + text.slice(2),
  (text) => text.toLowerCase(),
  (text) => JSON.stringify({ text }),
];

const salt = fc
  .tuple(fc.constantFrom(...controlStrings), fc.constantFrom(...disguises))
  .map(([text, hide]) => hide(text));
const noise = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', '\n\n', '[', ']', '<', '/', '\ud800', '\udc00', '漢', '🦩'),
);

/** Text of a hostile caller: noise, control strings, and hidden control strings. */
const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof(noise, salt), { maxLength: 6 })
  .map((pieces) => pieces.join(''));

const filled = hostileText.map((text) => text || 'x');
const toolName = fc.constantFrom('clock', 'pay', 'look_up-2');

/** An answer that may call tools, and the results in any order. */
const exchange: fc.Arbitrary<ChatMessage[]> = fc
  .tuple(filled, fc.array(fc.tuple(toolName, hostileText, hostileText), { maxLength: 2 }), fc.boolean())
  .map(([content, calls, isReversed]) => {
    const toolCalls = calls.map(([name, text], index): ToolCall => ({ id: `${index}`, name, arguments: text }));
    const results = calls.map(([, , text], index): ChatMessage => ({
      role: 'tool',
      content: text,
      toolCallId: `${index}`,
    }));
    return [
      { role: 'assistant', content, toolCalls: calls.length > 0 ? toolCalls : undefined },
      ...(isReversed ? results.reverse() : results),
    ];
  });

const messageFrom = (role: ChatMessage['role']) => hostileText.map((content): ChatMessage => ({ role, content }));

/** Conversations that can be merged: system texts, then users, answers, calls and results in any order that is allowed. */
export const hostileConversation: fc.Arbitrary<readonly ChatMessage[]> = fc
  .tuple(
    fc.array(messageFrom('system'), { maxLength: 2 }),
    fc.array(
      fc.oneof(
        { weight: 2, arbitrary: messageFrom('user').map((message) => [message]) },
        { weight: 2, arbitrary: exchange },
      ),
      { maxLength: 8 },
    ),
    messageFrom('user'),
  )
  .map(([system, middle, last]) => [...system, ...middle.flat(), last]);

/** Tools whose definitions hold hostile text. */
export const hostileTools: fc.Arbitrary<readonly ToolDefinition[]> = fc.uniqueArray(
  fc.record({
    name: toolName,
    description: hostileText,
    parameters: fc.dictionary(hostileText, hostileText, { maxKeys: 2 }),
  }),
  { selector: ({ name }) => name, maxLength: 2 },
);
