import { load } from '@langchain/core/load';
import { AIMessage, AIMessageChunk } from '@langchain/core/messages';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ChatMixtral } from '../chat/chat-mixtral.js';
import { callText, collect, sayingEngine, sumChunks } from '../testing/answers.js';

const clock = { name: 'clock', description: 'Tells the time', schema: z.object({ zone: z.string() }) };
const weather = { name: 'weather', description: 'Finds the weather', schema: z.object({}) };
const whole = callText('clock', { zone: 'Oslo' });
const call = { type: 'tool_call', name: 'clock', args: { zone: 'Oslo' } };

function makeModel(text: string, fields: object = {}) {
  return new ChatMixtral({
    engine: sayingEngine(text, { finishReason: 'length' }),
    tools: [clock, weather],
    ...fields,
  });
}

describe('the content blocks of an answer', () => {
  it.each([
    ['v0', 'a call alone', whole, [call]],
    ['v0', 'text and a call', `One moment.\n${whole}`, [{ type: 'text', text: 'One moment.' }, call]],
    ['v0', 'nothing', '', []],
    ['v1', 'a call alone', whole, [call]],
    ['v1', 'nothing', '', []],
  ])('(%s) are the same, invoked or streamed, without empty text: %s', async (outputVersion, _, text, blocks) => {
    const model = makeModel(text, { outputVersion });
    const invoked = await model.invoke('Time?');
    const streamed = await sumChunks(await model.stream('Time?'));
    for (const { contentBlocks } of [invoked, streamed]) {
      expect(contentBlocks).toMatchObject(blocks);
      expect(contentBlocks).toHaveLength(blocks.length);
    }
    if (outputVersion === 'v0') expect(invoked.content).toBe(text === '' || text === whole ? '' : 'One moment.');
  });

  it('are those of LangChain in the serialised form, which can be loaded again', async () => {
    const model = makeModel(whole);
    const [message, chunk] = [await model.invoke('Time?'), await sumChunks(await model.stream('Time?'))];
    const [loaded, loadedChunk] = [await load(JSON.stringify(message)), await load(JSON.stringify(chunk))];
    expect(AIMessage.isInstance(loaded) && loaded.tool_calls).toMatchObject([call]);
    expect(AIMessageChunk.isInstance(loadedChunk) && loadedChunk.tool_calls).toMatchObject([call]);
    expect(JSON.stringify(message)).toContain('"AIMessage"');
  });
});

describe('a call that was cut off', () => {
  it.each([
    ['within the mark that opens it', '<tool_c', { args: '' }],
    ['before its name', '<tool_call>\n{"na', { args: '{"na' }],
    ['within its name', '<tool_call>\n{"name": "clo', { args: '{"name": "clo' }],
    [
      'within its arguments',
      '<tool_call>\n{"name": "clock", "arguments": {"zone": "Os',
      { name: 'clock', args: '{"zone": "Os' },
    ],
  ])('%s is one invalid call without marks, invoked or streamed', async (_, text, expected) => {
    const model = makeModel(text);
    const invoked = await model.invoke('Time?');
    const chunks = await collect(await model.stream('Time?'));
    const streamed = chunks.reduce((sum, chunk) => sum.concat(chunk));
    for (const message of [invoked, streamed]) {
      expect(message.tool_calls).toEqual([]);
      expect(message.invalid_tool_calls).toMatchObject([
        { type: 'invalid_tool_call', ...expected, error: expect.stringContaining('Allow more tokens') },
      ]);
      expect(message.invalid_tool_calls).toHaveLength(1);
      expect(message.text).toBe('');
    }
  });

  it('stays invalid beside a whole one', async () => {
    const model = makeModel(`${whole}\n${whole.slice(0, -14)}`);
    const streamed = await sumChunks(await model.stream('Time?'));
    expect(streamed.tool_calls).toMatchObject([call]);
    expect(streamed.invalid_tool_calls).toMatchObject([{ name: 'clock' }]);
    expect(JSON.stringify(streamed.invalid_tool_calls)).not.toContain('…');
  });
});

describe('the constructor option streaming', () => {
  const listen = () => {
    const tokens: string[] = [];
    return { tokens, callbacks: [{ handleLLMNewToken: (token: string) => void tokens.push(token) }] };
  };
  const make = (fields: object) => new ChatMixtral({ engine: sayingEngine('Good day.'), ...fields });

  it.each([
    [{ streaming: true }, 'Good day.'],
    [{ streaming: true, outputVersion: 'v1' }, 'Good day.'],
    [{ streaming: true, n: 2 }, 'Good day.'],
    [{ streaming: true, disableStreaming: true }, ''],
    [{}, ''],
  ])('decides whether invoke passes tokens to callbacks: %j', async (fields, expected) => {
    const { tokens, callbacks } = listen();
    const answer = await make(fields).invoke('Hi', { callbacks });
    expect(tokens.join('')).toBe(expected);
    expect(answer.text).toBe('Good day.');
    expect(AIMessageChunk.isInstance(answer)).toBe(false);
  });

  it('passes each token of a stream once', async () => {
    const { tokens, callbacks } = listen();
    for await (const chunk of await make({ streaming: true }).stream('Hi', { callbacks })) void chunk;
    expect(tokens.join('')).toBe('Good day.');
  });
});
