import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { callText, sayingEngine } from '../testing/answers.js';
import { type ScriptedEngine } from '../testing/scripted-engine.js';
import { ChatMixtral } from './chat-mixtral.js';

const clock = { name: 'clock', description: 'Tells the time', schema: z.object({ zone: z.string() }) };
const question = new HumanMessage('Time?');
const read = async (engine: ScriptedEngine) =>
  (await engine.detokenize([engine.requests.at(-1)?.prompt.tokens ?? []])).join('');

describe('ChatMixtral reads its own answers', () => {
  it('that were cut off anywhere: later turns of the conversation go on', async () => {
    const whole = `One moment.\n${callText('clock', { zone: 'Oslo' })}`;
    for (let length = 0; length <= whole.length; length++) {
      const engine = sayingEngine(whole.slice(0, length), { finishReason: 'length' });
      const model = new ChatMixtral({ engine }).bindTools([clock]);
      const answer = await model.invoke([question]);
      const results = (answer.tool_calls ?? []).map(
        ({ id = '' }) => new ToolMessage({ content: '12', tool_call_id: id }),
      );
      await model.invoke([question, answer, ...results, new HumanMessage('And now?')]);
    }
  });

  it('that a stop string ended at once: they are left out', async () => {
    const engine = sayingEngine('Stop here.');
    const model = new ChatMixtral({ engine, stop: ['Stop'] });
    const answer = await model.invoke([question]);
    expect(answer.text).toBe('');
    await model.invoke([question, answer, new HumanMessage('Hello?')]);
    expect(await read(engine)).toBe(
      '<|im_start|>user\nTime?<|im_end|>\n<|im_start|>user\nHello?<|im_end|>\n<|im_start|>assistant\n',
    );
  });

  it('at the end, and goes on with them: two agents may work on the same messages', async () => {
    const engine = sayingEngine(' noon.');
    const messages: BaseMessage[] = [question, new AIMessage('It is ')];
    const answer = await new ChatMixtral({ engine }).invoke(messages);
    expect(await read(engine)).toBe('<|im_start|>user\nTime?<|im_end|>\n<|im_start|>assistant\nIt is');
    expect(engine.requests[0]?.stripLeadingSpace).toBe(true);
    expect(answer.text).toBe(' noon.');
    await new ChatMixtral({ engine }).invoke([question, new AIMessage('It is'), new AIMessage('')]);
    expect(engine.requests[1]).toMatchObject({ stripLeadingSpace: false, prompt: engine.requests[0]?.prompt });
  });

  it('at the end with tools and a format, which then hold for the new answer alone', async () => {
    const engine = sayingEngine(callText('clock', { zone: 'Oslo' }));
    const messages: BaseMessage[] = [question, new AIMessage('Let me see.')];
    const options = { tools: [clock], responseFormat: { type: 'json_object' as const } };
    const answer = await new ChatMixtral({ engine }).invoke(messages, options);
    expect(answer.tool_calls).toMatchObject([{ name: 'clock', args: { zone: 'Oslo' } }]);
    expect(await read(engine)).toMatch(/assistant\nLet me see\.$/);
  });

  it('at the end, unless that is refused', async () => {
    const engine = sayingEngine('');
    const refused = new ChatMixtral({ engine }).invoke([question, new AIMessage('Noon.')], {
      continueFinalMessage: false,
    });
    await expect(refused).rejects.toMatchObject({ code: 'LAST_MESSAGE_NOT_FROM_USER', messageIndex: 1 });
    expect(engine.requests).toHaveLength(0);
  });
});
