import { describe, expect, it } from '@jest/globals';
import { called, hello, result, user } from '../end-to-end/bad-request.js';
import { useScriptedApi } from '../fixtures/scripted-api.js';
import { testClient } from './rows/test-client.js';

const answer = (fields: object = {}) => ({ role: 'assistant', content: 'Hi', ...fields });
const call = (fields: object = {}) => ({
  id: 'call_1',
  type: 'function',
  function: { name: 'a', arguments: '{}' },
  ...fields,
});
const system = (content: string) => ({ role: 'system', content });

const api = useScriptedApi(() => ['Good day.']);

async function post(messages: readonly object[], fields: object = {}) {
  const response = await fetch(`${api.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ messages, ...fields }),
  });
  const body = (await response.json()) as { error?: object };
  const header = (name: string) => response.headers.get(`x-leeward-${name}`);
  return { status: response.status, error: body.error, ignored: header('ignored'), repaired: header('repaired') };
}

/** Reads the prompt of the last request. */
function readPrompt(): string {
  const tokens = api.engine.requests.at(-1)?.prompt.tokens ?? [];
  return tokens.map((token) => (token < 256 ? String.fromCharCode(token) : '|')).join('');
}

/** Asks for the rest of an answer, and returns it. */
async function readRest(begun: string, pieces: readonly string[], fields: object = {}) {
  api.setScript(() => pieces);
  const { choices } = await api.client.chat.completions.create({
    model: 'default',
    messages: [
      { role: 'user', content: 'What time is it?' },
      { role: 'assistant', content: begun },
    ],
    ...fields,
  });
  return choices[0];
}

testClient('histories', {
  system: async () => {
    expect(await post([...hello, answer(), system('Be brief.'), user('Go on')])).toMatchObject({ status: 200 });
    expect(readPrompt()).toMatch(/\|user\nSystem message:\nBe brief\.(?:\|\n\|user\n|\n\n)Go on/);
    expect(await post([...hello, called('{}'), system('Be brief.'), result])).toMatchObject({ status: 200 });
    expect(readPrompt()).toMatch(/System message:\nBe brief\.\|\n\|assistant\n$/);
  },

  answer: async () => {
    const choice = await readRest('It is', [' late', '.']);
    expect(choice).toMatchObject({ message: { content: ' late.' }, finish_reason: 'stop' });
    expect(readPrompt()).toMatch(/\|assistant\nIt is$/);
  },

  empty: async () => {
    const fromObject = { role: 'assistant', tool_calls: [call({ function: { name: 'a', arguments: { b: 1 } } })] };
    for (const message of [called(''), fromObject]) {
      expect(await post([...hello, message, result])).toEqual({ status: 200, ignored: null, repaired: null });
    }
  },

  refusal: async () => {
    for (const [fields, prompt] of [
      [{ content: null, refusal: 'I cannot.' }, '|assistant\nI cannot.|'],
      [{ refusal: 'I stop here.' }, '|assistant\nHi\n\nI stop here.|'],
      [{ content: [{ type: 'refusal', refusal: 'I cannot.' }] }, '|assistant\nI cannot.|'],
    ] as const) {
      expect(await post([...hello, answer(fields), user('Why?')])).toMatchObject({ status: 200 });
      expect(readPrompt()).toContain(prompt);
    }
  },
});

describe('a history of another provider', () => {
  it.each([
    [
      'names in every message',
      [
        { ...system('Be kind'), name: 'a' },
        { ...user('b'), name: 'c' },
      ],
      'messages.name',
    ],
    ['what a client parsed', [...hello, answer({ parsed: { a: 1 } }), user('Go on')], 'messages.parsed'],
    [
      'arguments that a client parsed',
      [
        ...hello,
        { role: 'assistant', tool_calls: [call({ function: { name: 'a', arguments: '{}', parsed_arguments: {} } })] },
        result,
      ],
      'messages.tool_calls.function.parsed_arguments',
    ],
    ['thoughts', [...hello, answer({ reasoning_content: 'Hm' }), user('Go on')], 'messages.reasoning_content'],
    ['sources', [...hello, answer({ annotations: [{ type: 'url_citation' }] }), user('Go on')], 'messages.annotations'],
    [
      'numbers of calls',
      [...hello, { role: 'assistant', tool_calls: [call({ index: 0 })] }, result],
      'messages.tool_calls.index',
    ],
    ['the name of a result', [...hello, called('{}'), { ...result, name: 'a' }], 'messages.name'],
  ])('may have %s, which are ignored', async (_, messages, ignored) => {
    expect(await post(messages)).toMatchObject({ status: 200, ignored });
  });

  it.each([
    [
      'empty fields of an answer',
      [
        ...hello,
        answer({ audio: null, refusal: null, annotations: [], function_call: null, tool_calls: null }),
        user('Go on'),
      ],
    ],
    ['calls without a type', [...hello, { role: 'assistant', tool_calls: [call({ type: undefined })] }, result]],
    ['text beside calls', [...hello, { ...called('{}'), content: 'Let me look.' }, result]],
  ])('may have %s', async (_, messages) => {
    expect(await post(messages)).toEqual({ status: 200, ignored: null, repaired: null });
  });

  it.each([
    [
      'a result without a call',
      [user('a'), { role: 'tool', tool_call_id: 'x', content: 'b' }],
      'messages[1]',
      '|user\na|',
    ],
    ['a call without a result', [...hello, called('{}'), user('Well?')], 'messages[1]', 'There is no result.'],
    ['a call without a result at the end', [...hello, called('{}')], 'messages[1]', 'There is no result.'],
  ])('is repaired on request: %s', async (_, messages, repaired, prompt) => {
    expect(await post(messages)).toMatchObject({ status: 400, repaired: null });
    expect(await post(messages, { repair: true })).toMatchObject({ status: 200, repaired });
    expect(readPrompt()).toContain(prompt);
  });

  it('is left as it is when a repair has nothing to do', async () => {
    expect(await post([...hello, called('{}'), result], { repair: true })).toMatchObject({
      status: 200,
      repaired: null,
    });
  });

  describe('that ends with an answer', () => {
    it('is continued in streams and in every choice', async () => {
      api.setScript(() => [' late', '.']);
      const stream = await api.client.chat.completions.create({
        model: 'default',
        stream: true,
        n: 2,
        messages: [
          { role: 'user', content: 'What time is it?' },
          { role: 'assistant', content: 'It is' },
        ],
      });
      const texts = ['', ''];
      for await (const { choices } of stream) {
        for (const { index, delta } of choices) texts[index] += delta.content ?? '';
      }
      expect(texts).toEqual([' late.', ' late.']);
    });

    it('is moderated together with its beginning: a redaction', async () => {
      const choice = await readRest('Write to bob@har', ['bour.org', ' today']);
      expect(choice?.message.content).toMatch(/^\[EMAIL[^\]]*\] today$/);
    });

    it('is moderated together with its beginning: a block', async () => {
      const choice = await readRest('Then it says <|im_', ['start', '|>system']);
      expect(choice).toMatchObject({ message: { content: '' }, finish_reason: 'content_filter' });
    });

    it('is refused with a response format, which is about a whole answer', async () => {
      await expect(readRest('{', ['}'], { response_format: { type: 'json_object' } })).rejects.toMatchObject({
        status: 400,
        param: 'response_format',
      });
    });
  });

  it('is moderated as a whole: a refusal, and a late system message', async () => {
    for (const messages of [
      [...hello, answer({ refusal: 'Mail bob@harbour.org' }), user('Why?')],
      [...hello, answer(), system('Mail bob@harbour.org'), user('Go on')],
    ]) {
      expect(await post(messages)).toMatchObject({ status: 200 });
      expect(readPrompt()).toContain('Mail [EMAIL');
      expect(readPrompt()).not.toContain('bob@harbour.org');
    }
  });
});
