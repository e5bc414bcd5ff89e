import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ChatMessage } from '../conversation/messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { encodePrompt } from '../encoding/encode.js';
import { loadMistralTokenizer } from '../tokenizer/load-mistral-tokenizer.js';
import { type Tokenizer } from '../tokenizer/tokenizer.js';
import { instructV1, instructV1Card } from './instruct-v1.js';
import { instructV2, instructV3 } from './instruct-v2-v3.js';
import { jinjaTemplate } from './jinja/jinja-template.js';

const chatMl = jinjaTemplate({
  source:
    '{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content | trim }}<|im_end|>\n{% endfor %}' +
    '{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}',
  controlTokens: new Map([
    ['<|im_start|>', 3],
    ['<|im_end|>', 2],
  ]),
});

const user = (content: string): ChatMessage => ({ role: 'user', content });
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content });
const system: ChatMessage = { role: 'system', content: 'Be kind.' };
const calls: ChatMessage[] = [
  { role: 'assistant', content: '', toolCalls: [{ id: 'abc123def', name: 'clock', arguments: '{}' }] },
  { role: 'tool', content: '12:00', toolCallId: 'abc123def' },
];

const tokenizers = new Map<string, Tokenizer>();
beforeAll(async () => {
  for (const version of ['v1', 'v2', 'v3'] as const) tokenizers.set(version, await loadMistralTokenizer(version));
});

describe.each([
  { template: instructV1, vocabulary: 'v1' },
  { template: instructV1Card, vocabulary: 'v1' },
  { template: instructV2, vocabulary: 'v2' },
  { template: instructV3, vocabulary: 'v3' },
  { template: chatMl, vocabulary: 'v1' },
])('$template.version', ({ template, vocabulary }) => {
  const encode = (messages: readonly ChatMessage[], options: PromptOptions = {}) =>
    encodePrompt(messages, { template, tokenizer: tokenizers.get(vocabulary) as Tokenizer, ...options }).tokens;
  const continued: PromptOptions = { continueFinalMessage: true };

  it.each([
    ['a question', [user('Hi')]],
    ['turns', [user('Hi'), assistant('Ho'), user('And?')]],
    ['the result of a call', [user('Time?'), ...calls]],
    ['an answer', [user('Hi'), assistant('Ho')]],
  ])('continues an answer after %s: the ids end where the history would close the answer', (_, messages) => {
    const open = encode([...messages, assistant('The time')], continued);
    const closed = encode([...messages, assistant('The time'), user('Go on')], { tools: [] });
    if (template !== instructV2) expect(closed.slice(0, open.length)).toEqual(open);
    expect(open.at(-1)).not.toBe(2);
    if (template !== instructV2) expect(closed[open.length]).toBe(2);
  });

  it('removes spaces at the end of the answer to continue, and nothing else', () => {
    const messages = [system, user('Hi')];
    const expected = encode([...messages, assistant('It is')], continued);
    expect(encode([...messages, assistant('It is  ')], continued)).toEqual(expected);
    expect(encode([...messages, assistant('It was')], continued)).not.toEqual(expected);
  });

  it('changes nothing where a user has the last word', () => {
    const messages = [user('Hi'), assistant('Ho'), user('And?')];
    expect(encode(messages, continued)).toEqual(encode(messages));
  });

  it('refuses to continue an answer that called a tool', () => {
    expect(() => encode([user('Time?'), ...calls.slice(0, 1)], continued)).toThrow(
      expect.objectContaining({ code: 'TOOL_CALL_WITHOUT_RESULT' }),
    );
  });

  it('leaves empty answers out where that is asked for, at the end too', () => {
    const drop: PromptOptions = { emptyAnswers: 'drop' };
    const expected = encode([user('Hi'), user('Hello?')]);
    expect(encode([user('Hi'), assistant(''), user('Hello?')], drop)).toEqual(expected);
    expect(encode([user('Hi'), user('Hello?'), assistant('')], drop)).toEqual(expected);
    expect(encode([assistant(''), user('Hi'), user('Hello?')], drop)).toEqual(expected);
  });
});

it('refuses to continue where the template leaves the answer out', () => {
  const source = '{% for m in messages %}{% if m.role != "assistant" %}{{ m.content }}{% endif %}{% endfor %}';
  const template = jinjaTemplate({ source, controlTokens: new Map() });
  expect(() => template.render([user('Hi'), assistant('Ho')], { continueFinalMessage: true })).toThrow(
    expect.objectContaining({ code: 'TEMPLATE_NOT_RENDERED' }),
  );
});
