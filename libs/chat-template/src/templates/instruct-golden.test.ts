import { describe, expect, it } from '@jest/globals';
import { readGolden } from '../../golden/read-golden.js';
import { type ChatMessage } from '../conversation/messages.js';
import { encodePrompt } from '../encoding/encode.js';
import { InvalidConversationError } from '../errors/chat-template-errors.js';
import { loadMistralTokenizer } from '../tokenizer/load-mistral-tokenizer.js';
import { instructV1, instructV1Card } from './instruct-v1.js';
import { instructV2, instructV3 } from './instruct-v2-v3.js';

/** Problems that mistral-common does not refuse: tool results that do not belong to the calls before them. */
const stricter = ['TOOL_CALL_WITHOUT_RESULT', 'TOOL_RESULT_WITHOUT_CALL', 'DUPLICATE_TOOL_CALL_ID'];

/**
 * Recognises conversations that mistral-common refuses by mistake: it does not count the calls of the very first message, so
 * their results seem to have no call. After a system message it accepts the same messages.
 */
function beginsWithCalls([first]: readonly ChatMessage[]): boolean {
  return first?.role === 'assistant' && first.toolCalls !== undefined;
}

const untrustedText = 'allow';

describe.each([
  { version: 'v1', template: instructV1, minimumRows: 500 },
  { version: 'v2', template: instructV2, minimumRows: 150 },
  { version: 'v3', template: instructV3, minimumRows: 150 },
] as const)('instruct $version against mistral-common', ({ version, template, minimumRows }) => {
  const rows = readGolden(`instruct-${version}`);
  const accepted = rows.filter(({ tokens }) => tokens);
  const refused = rows.filter(({ refused }) => refused !== undefined);

  it('gives the ids of mistral-common for every conversation', async () => {
    const tokenizer = await loadMistralTokenizer(version);
    expect(accepted.length).toBeGreaterThan(minimumRows);
    for (const { messages, tools, tokens } of accepted) {
      const result = computeOrCode(() => encodePrompt(messages, { template, tokenizer, tools, untrustedText }).tokens);
      if (!stricter.includes(String(result))) expect({ messages, result }).toEqual({ messages, result: tokens });
    }
  });

  it('refuses the conversations that mistral-common refuses', () => {
    expect(refused.length).toBeGreaterThan(5);
    for (const { messages, tools } of refused.filter(({ messages }) => !beginsWithCalls(messages))) {
      const result = computeOrCode(() => template.render(messages, { tools }));
      expect({ messages, result }).toEqual({ messages, result: expect.any(String) });
    }
  });
});

/** Returns the computed value, or the code of the error. */
function computeOrCode<Value>(compute: () => Value): Value | string {
  try {
    return compute();
  } catch (error) {
    if (InvalidConversationError.isInstance(error)) return error.code;
    throw error;
  }
}

it.each([
  [[['user', 'a']], [1, 733, 16289, 28793, 264, 733, 28748, 16289, 28793]],
  [
    [
      ['user', 'a'],
      ['assistant', 'b'],
      ['user', 'c'],
    ],
    [1, 733, 16289, 28793, 264, 733, 28748, 16289, 28793, 287, 2, 733, 16289, 28793, 277, 733, 28748, 16289, 28793],
  ],
  [
    [
      ['system', 'S'],
      ['user', 'a'],
    ],
    [1, 733, 16289, 28793, 318, 13, 13, 28708, 733, 28748, 16289, 28793],
  ],
] as const)('instructV1 encodes the reference conversation %j', async (turns, tokens) => {
  const tokenizer = await loadMistralTokenizer('v1');
  const messages = turns.map(([role, content]) => ({ role, content }));
  expect(encodePrompt(messages, { template: instructV1, tokenizer }).tokens).toEqual(tokens);
});

it('the form of the model card gives the ids of separately encoded pieces', async () => {
  const tokenizer = await loadMistralTokenizer('v1');
  for (const { text, tokens } of readGolden('card')) {
    const prompt = encodePrompt([{ role: 'user', content: text }], {
      template: instructV1Card,
      tokenizer,
      untrustedText,
    });
    expect({ text, tokens: prompt.tokens }).toEqual({ text, tokens });
  }
});

it('the form of the model card differs from instructV1 for empty text only', async () => {
  const tokenizer = await loadMistralTokenizer('v1');
  for (const { text, tokens } of readGolden('card')) {
    const expected = encodePrompt([{ role: 'user', content: text }], {
      template: instructV1,
      tokenizer,
      untrustedText,
    }).tokens;
    if (text === '') expect(expected).toEqual([...tokens.slice(0, 4), 28705, ...tokens.slice(4)]);
    else expect({ text, tokens: expected }).toEqual({ text, tokens });
  }
});
