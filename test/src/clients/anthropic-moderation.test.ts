import { describe, expect, it } from '@jest/globals';
import { type Classifier, createModerator, definePolicy } from '@leeward/moderation';
import { callText, question, useAnthropicApi, weather } from './anthropic-api.js';

const policy = definePolicy({ name: 'test', version: '1', rules: [{ name: 'projects', words: ['project bluebird'] }] });
const recorded: string[] = [];
const moderator = createModerator({ policy, onDecision: ({ path }) => void recorded.push(path) });
const { api, ask, askStreamed, readPrompt } = useAnthropicApi(moderator);

describe('moderation of messages', () => {
  it('redacts every part that the model reads, and says where in the body', async () => {
    api.setScript(() => ['Good day.']);
    const mail = 'bob@harbour.org';
    recorded.length = 0;
    const message = await ask({
      system: `Write as ${mail}.`,
      tools: [weather],
      messages: [
        question,
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'a', name: 'weather', input: { city: mail } }],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'a', content: `Ask ${mail}` },
            { type: 'text', text: `I am ${mail}` },
          ],
        },
      ],
    });
    const { leeward } = message as unknown as { leeward: { flagged: boolean; findings: { path: string }[] } };
    expect(leeward.flagged).toBe(true);
    expect(leeward.findings.map(({ path }) => path).sort()).toEqual([
      'messages[1].content[0]',
      'messages[2].content',
      'messages[2].content[0].content',
      'system',
    ]);
    expect(await readPrompt()).not.toContain(mail);
    // The record of decisions names them in the same way.
    expect(new Set(recorded)).toEqual(
      new Set([
        ...['system', 'tools[0]', 'messages[0].content', 'messages[1].content[0]'],
        ...['messages[2].content[0].content', 'messages[2].content', 'message.content'],
      ]),
    );
  });

  it('redacts answers and arguments of calls, also in streams', async () => {
    api.setScript(() => ['Ask bob@har', 'bour.org. ', callText.replace('Oslo', 'eve@harbour.org')]);
    const whole = await ask({ tools: [weather] });
    for (const message of [whole, await askStreamed({ tools: [weather] })]) {
      expect(message.stop_reason).toBe('tool_use');
      expect(JSON.stringify(message)).not.toContain('harbour.org');
    }
  });

  it('does not name a stop sequence that the policy would cut out', async () => {
    api.setScript(() => ['Write to ', 'bob@harbour.org now']);
    const stopped = { stop_reason: 'end_turn', stop_sequence: null, content: [{ text: 'Write to ' }] };
    expect(await ask({ stop_sequences: ['bob@harbour.org'] })).toMatchObject(stopped);
  });

  it('ends an answer that the policy blocks as a refusal', async () => {
    api.setScript(() => ['Fine. ', 'It is project ', 'bluebird. ', 'Now.']);
    const refused = { stop_reason: 'refusal', stop_details: { type: 'refusal', explanation: expect.any(String) } };
    const whole = await ask();
    expect(whole).toMatchObject({ ...refused, leeward: { flagged: true } });
    const message = await askStreamed();
    expect(message).toMatchObject(refused);
    expect(JSON.stringify([whole, message])).not.toContain('bluebird');
  });
});

describe('moderation that fails', () => {
  const broken: Classifier = {
    name: 'broken',
    categories: ['hate'],
    classify: () => Promise.reject(new Error('out of order')),
  };
  const closed = definePolicy({ name: 'closed', version: '1' });
  const failing = useAnthropicApi(createModerator({ policy: closed, classifiers: [broken] }));

  it.each([true, false])(
    'answers that the server is not ready, and generates nothing, streamed: %s',
    async (isStreamed) => {
      const error = await (isStreamed ? failing.askStreamed() : failing.ask()).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        status: 503,
        type: 'overloaded_error',
        error: { leeward: { code: 'moderation_unavailable' } },
      });
      expect(failing.api.engine.requests).toHaveLength(0);
    },
  );
});
