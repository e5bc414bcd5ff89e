import { describe, expect, it } from '@jest/globals';
import { encodePrompt } from '../encoding/encode.js';
import {
  ChatTemplateError,
  type ConversationProblem,
  InvalidConversationError,
} from '../errors/chat-template-errors.js';
import { instructV1 } from '../templates/instruct-v1.js';
import { v1Tokenizer as tokenizer } from '../testing/v1-tokenizer.js';
import { type ChatMessage, type ToolCall } from './messages.js';
import { type ConversationMode, type PromptOptions } from './prompt-options.js';
import { validateConversation } from './validate.js';

const system: ChatMessage = { role: 'system', content: 'Be kind.' };
const user: ChatMessage = { role: 'user', content: 'Hello' };
const assistant: ChatMessage = { role: 'assistant', content: 'Hi' };
const call = (id: string, name = 'clock'): ToolCall => ({ id, name, arguments: '{}' });
const calling = (...toolCalls: ToolCall[]): ChatMessage => ({ role: 'assistant', content: '', toolCalls });
const result = (toolCallId?: string): ChatMessage => ({
  role: 'tool',
  content: '12:00',
  toolCallId,
});
const unknown = { ...user, role: 'narrator' } as unknown as ChatMessage;

interface Case {
  readonly what: string;
  readonly code: ConversationProblem;
  readonly messages: readonly ChatMessage[];
  readonly index: number;
  readonly options?: PromptOptions;
}

/** Values that are no messages. Callers without types may give anything. */
const malformed: readonly (readonly [what: string, message: unknown])[] = [
  ['a message that is null', null],
  ['a message that is a text', 'Hello'],
  ['a message without content', { role: 'user' }],
  ['a message whose content is null', { role: 'assistant', content: null }],
  ['a message whose content is a list', { role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  ['calls that are no list', { role: 'assistant', content: '', toolCalls: {} }],
  ['a call that is null', { role: 'assistant', content: '', toolCalls: [null] }],
  ['a call with arguments that are no text', { ...calling({ ...call('1'), arguments: {} as never }) }],
  ['a name that is no text', { ...user, name: 5 }],
  ['a result whose id is no text', { ...result(), toolCallId: 5 }],
];

/** Refused in both modes. */
const alwaysRefused: readonly Case[] = [
  { what: 'no messages', code: 'EMPTY_CONVERSATION', messages: [], index: -1 },
  { what: 'a text', code: 'INVALID_MESSAGE', messages: 'Hello' as never, index: -1 },
  { what: 'nothing', code: 'INVALID_MESSAGE', messages: undefined as never, index: -1 },
  { what: 'one message without a list', code: 'INVALID_MESSAGE', messages: user as never, index: -1 },
  ...malformed.map(([what, message]): Case => ({
    what,
    code: 'INVALID_MESSAGE',
    messages: [user, message as ChatMessage],
    index: 1,
  })),
  { what: 'an unknown role', code: 'UNKNOWN_ROLE', messages: [user, assistant, unknown], index: 2 },
  {
    what: 'a system message after an answer',
    code: 'SYSTEM_NOT_FIRST',
    messages: [user, assistant, system, user],
    index: 2,
  },
  {
    what: 'an empty answer',
    code: 'EMPTY_ASSISTANT_MESSAGE',
    messages: [user, { role: 'assistant', content: '' }, user],
    index: 1,
  },
  {
    what: 'an answer with an empty list of calls',
    code: 'EMPTY_ASSISTANT_MESSAGE',
    messages: [user, calling(), user],
    index: 1,
  },
  { what: 'an answer at the end', code: 'LAST_MESSAGE_NOT_FROM_USER', messages: [user, assistant], index: 1 },
  {
    what: 'calls in a message of the user',
    code: 'TOOL_CALLS_NOT_FROM_ASSISTANT',
    messages: [{ ...user, toolCalls: [call('1')] }],
    index: 0,
  },
  {
    what: 'a result without an answer before it',
    code: 'TOOL_RESULT_WITHOUT_CALL',
    messages: [user, result('1')],
    index: 1,
  },
  {
    what: 'a result after an answer without calls',
    code: 'TOOL_RESULT_WITHOUT_CALL',
    messages: [user, assistant, result('1')],
    index: 2,
  },
  {
    what: 'a result for another id',
    code: 'TOOL_RESULT_WITHOUT_CALL',
    messages: [user, calling(call('1')), result('2')],
    index: 2,
  },
  {
    what: 'a result without an id',
    code: 'TOOL_RESULT_WITHOUT_CALL',
    messages: [user, calling(call('1')), result()],
    index: 2,
  },
  {
    what: 'a second result for one call',
    code: 'TOOL_RESULT_WITHOUT_CALL',
    messages: [user, calling(call('1')), result('1'), result('1')],
    index: 3,
  },
  {
    what: 'an answer before all results',
    code: 'TOOL_CALL_WITHOUT_RESULT',
    messages: [user, calling(call('1'), call('2')), result('1'), assistant, user],
    index: 3,
  },
  {
    what: 'an end before all results',
    code: 'TOOL_CALL_WITHOUT_RESULT',
    messages: [user, calling(call('1'), call('2')), result('1')],
    index: 2,
  },
  {
    what: 'two calls with one id',
    code: 'DUPLICATE_TOOL_CALL_ID',
    messages: [user, calling(call('1'), call('1')), result('1')],
    index: 1,
  },
  {
    what: 'a call with an unusable name',
    code: 'INVALID_TOOL_NAME',
    messages: [user, calling(call('1', 'no spaces')), result('1')],
    index: 1,
  },
  {
    what: 'a tool with an empty name',
    code: 'INVALID_TOOL_NAME',
    messages: [user],
    index: -1,
    options: { tools: [{ name: '' }] },
  },
  {
    what: 'a tool with a name of 65 characters',
    code: 'INVALID_TOOL_NAME',
    messages: [user],
    index: -1,
    options: { tools: [{ name: 'a'.repeat(65) }] },
  },
  {
    what: 'two tools with one name',
    code: 'DUPLICATE_TOOL_NAME',
    messages: [user],
    index: -1,
    options: { tools: [{ name: 'a' }, { name: 'a' }] },
  },
  {
    what: 'the choice required without tools',
    code: 'UNKNOWN_TOOL_CHOICE',
    messages: [user],
    index: -1,
    options: { toolChoice: 'required' },
  },
  {
    what: 'the choice of a tool that is not there',
    code: 'UNKNOWN_TOOL_CHOICE',
    messages: [user],
    index: -1,
    options: { tools: [{ name: 'a' }], toolChoice: { name: 'b' } },
  },
];

/** Refused in strict mode, merged otherwise. */
const strictlyRefused: readonly Case[] = [
  { what: 'two system messages', code: 'SYSTEM_NOT_FIRST', messages: [system, system, user], index: 1 },
  { what: 'a system message after a question', code: 'SYSTEM_NOT_FIRST', messages: [user, system, user], index: 1 },
  { what: 'two questions in a row', code: 'ROLES_NOT_ALTERNATING', messages: [user, user], index: 1 },
  { what: 'an answer at the start', code: 'ROLES_NOT_ALTERNATING', messages: [assistant, user], index: 0 },
  {
    what: 'an answer after the system message',
    code: 'ROLES_NOT_ALTERNATING',
    messages: [system, assistant, user],
    index: 1,
  },
  {
    what: 'two answers in a row',
    code: 'ROLES_NOT_ALTERNATING',
    messages: [user, assistant, assistant, user],
    index: 2,
  },
  {
    what: 'a question after a tool result',
    code: 'ROLES_NOT_ALTERNATING',
    messages: [user, calling(call('1')), result('1'), user],
    index: 3,
  },
  { what: 'only a system message', code: 'LAST_MESSAGE_NOT_FROM_USER', messages: [system], index: 0 },
];

function catchProblem(messages: readonly ChatMessage[], options: PromptOptions): InvalidConversationError | undefined {
  try {
    validateConversation(messages, options);
    return undefined;
  } catch (error) {
    if (InvalidConversationError.isInstance(error)) return error;
    throw error;
  }
}

describe('an answer at the end', () => {
  it.each(['strict', 'merge'] as const)('is accepted in %s mode where the model may continue it', (conversation) => {
    const options: PromptOptions = { conversation, continueFinalMessage: true };
    expect(catchProblem([user, assistant], options)).toBeUndefined();
    expect(catchProblem([user, assistant], { conversation })?.message).toContain('continueFinalMessage');
  });
});

describe('empty answers', () => {
  const empty: ChatMessage = { role: 'assistant', content: '' };
  const options: PromptOptions = { emptyAnswers: 'drop' };

  it('are accepted where they may be dropped, and never in strict mode', () => {
    expect(catchProblem([user, empty, user], options)).toBeUndefined();
    expect(catchProblem([user, empty], options)).toBeUndefined();
    expect(catchProblem([user, empty, user], { ...options, conversation: 'strict' })).toMatchObject({
      code: 'EMPTY_ASSISTANT_MESSAGE',
      messageIndex: 1,
    });
  });

  it('are no conversation alone, and hide no fault', () => {
    expect(catchProblem([empty, empty], options)).toMatchObject({ code: 'EMPTY_CONVERSATION' });
    expect(catchProblem([user, assistant, empty], options)).toMatchObject({
      code: 'LAST_MESSAGE_NOT_FROM_USER',
      messageIndex: 1,
    });
    expect(catchProblem([user, calling(call('1')), empty, user], options)).toMatchObject({
      code: 'TOOL_CALL_WITHOUT_RESULT',
    });
  });
});

const modes: readonly ConversationMode[] = ['strict', 'merge'];

describe('validateConversation', () => {
  describe.each(modes)('in %s mode', (conversation) => {
    it.each(alwaysRefused)('refuses $what with $code at message $index', ({ code, messages, index, options }) => {
      const problem = catchProblem(messages, { ...options, conversation });
      expect(problem).toMatchObject({ code, messageIndex: index });
      expect(problem?.message).toMatch(/[:.] .*\.$/);
    });

    it.each([
      ['one question', [user]],
      ['a system text and a question', [system, user]],
      ['an empty question', [{ ...user, content: '' }]],
      ['turns', [system, user, assistant, user]],
      ['a call and its result', [user, calling(call('1')), result('1')]],
      [
        'results in another order, then an answer',
        [user, calling(call('1'), call('2')), result('2'), result('1'), assistant, user],
      ],
      ['an id that is used again later', [user, calling(call('1')), result('1'), calling(call('1')), result('1')]],
    ])('accepts %s', (_, messages: readonly ChatMessage[]) => {
      expect(catchProblem(messages, { conversation })).toBeUndefined();
    });
  });

  it.each(strictlyRefused)(
    'refuses $what with $code at message $index only in strict mode',
    ({ code, messages, index }) => {
      expect(catchProblem(messages, { conversation: 'strict' })).toMatchObject({ code, messageIndex: index });
      expect(catchProblem(messages, { conversation: 'merge' })).toBeUndefined();
      expect(catchProblem(messages, {})).toBeUndefined();
      expect(encodePrompt(messages, { template: instructV1, tokenizer }).tokens.slice(0, 4)).toEqual([
        1, 733, 16289, 28793,
      ]);
    },
  );

  it('puts no text of a message into its error messages', () => {
    const secret = 'SECRET';
    for (const { messages, options } of alwaysRefused) {
      if (!Array.isArray(messages)) continue;
      const secretMessages = messages.map((message) => message && { ...message, content: message.content && secret });
      expect(catchProblem(secretMessages, options ?? {})?.message ?? '').not.toContain(secret);
    }
  });

  it('throws errors that isInstance recognises', () => {
    const problem = catchProblem([], {});
    expect(ChatTemplateError.isInstance(problem)).toBe(true);
    expect(problem?.name).toBe('InvalidConversationError');
    expect(InvalidConversationError.isInstance(new Error('other'))).toBe(false);
  });
});
