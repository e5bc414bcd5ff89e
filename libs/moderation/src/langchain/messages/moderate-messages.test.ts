import { describe, expect, it } from '@jest/globals';
import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';

import { createModerator } from '../../moderator/create-moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { MessageModerator } from './moderate-messages.js';

const context = { requestId: 'request-1' };
const mail = 'bob@harbour.org';

function counting() {
  const paths: string[] = [];
  const moderation = new MessageModerator(createModerator({ onDecision: ({ path }) => void paths.push(path) }));
  return { paths, moderate: (message: BaseMessage) => moderation.moderate([message], context) };
}

describe('MessageModeration', () => {
  it.each<[string, unknown, (artifact: never) => unknown]>([
    ['a map', new Map([['to', 'nobody']]), (map: Map<string, string>) => map.set('to', mail)],
    ['a list', ['nobody'], (list: string[]) => list.push(mail)],
  ])('moderates a message once, and again when %s in its artifact was changed', async (_, artifact, change) => {
    const { paths, moderate } = counting();
    const message = new ToolMessage({ content: 'Sent.', tool_call_id: 'a', artifact });
    for (let turn = 0; turn < 2; turn += 1) expect((await moderate(message)).messages?.[0]).toBe(message);
    expect(paths).toHaveLength(1);
    change(artifact as never);
    expect((await moderate(message)).messages?.[0]).not.toBe(message);
    expect(paths).toHaveLength(2);
  });

  it('moderates a history of more messages than may wait for a classifier', async () => {
    const moderation = new MessageModerator(
      createModerator({ policy: definePolicy({ name: 'test', version: '1', limits: { maximumConcurrentChecks: 8 } }) }),
    );
    const history = Array.from({ length: 500 }, (_, index) => new HumanMessage(`Hello ${index}`));
    expect((await moderation.moderate(history, context)).messages).toEqual(history);
  });

  it('moderates an artifact that JSON cannot write, and refuses a circular one', async () => {
    const { moderate } = counting();
    const message = new ToolMessage({ content: 'Sent.', tool_call_id: 'a', artifact: { size: 10n } });
    for (let turn = 0; turn < 2; turn += 1) expect((await moderate(message)).messages?.[0]).toBe(message);
    (message.artifact as Record<string, unknown>)['again'] = message.artifact;
    for (let turn = 0; turn < 2; turn += 1)
      expect((await moderate(message)).stopped).toMatchObject({ outcome: 'error', cause: { code: 'too-long' } });
  });

  it('leaves fields that are not moderated out of a redacted message', async () => {
    const { moderate } = counting();
    const call = { id: 'a', name: 'look', args: { to: mail }, raw: mail };
    const message = new AIMessage({
      content: mail,
      raw: mail,
      tool_calls: [call],
      usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3, raw: mail },
    } as never);
    const [moderated] = (await moderate(message)).messages ?? [];
    expect(JSON.stringify(moderated)).not.toContain(mail);
    expect(moderated).toMatchObject({
      tool_calls: [{ id: 'a', name: 'look', type: 'tool_call' }],
      usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
    });
  });

  it.each([
    [
      {
        model: 'mistralai/Mixtral-8x7B-Instruct-v0.1',
        created_at: '2026-01-01T00:00:00+02:00',
        usage: { prompt_tokens: 3 },
      },
      'messages[0].content',
    ],
    [{ model: 'two words' }, 'messages[0]'],
  ])('moderates the values of metadata that are no short names: %j', async (response_metadata, path) => {
    const { paths, moderate } = counting();
    await moderate(new AIMessage({ content: 'Hello', response_metadata }));
    expect(paths).toEqual([path]);
  });

  it('moderates text files and fields beside a text, and lets an image pass', async () => {
    const { moderate } = counting();
    const content = [
      { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
      { type: 'file', source_type: 'text', mime_type: 'text/plain', text: `To ${mail}` },
      { type: 'text', text: 'fine', cache_control: { type: 'ephemeral' }, annotations: [{ title: mail }] },
      { type: 'text', text: 'fine' },
    ];
    const [moderated] = (await moderate(new HumanMessage({ content } as never))).messages ?? [];
    expect(moderated?.content).toEqual([
      content[0],
      { ...content[1], text: expect.stringMatching(/^To \[EMAIL_/) },
      { ...content[2], annotations: [{ title: expect.stringMatching(/^\[EMAIL_/) }] },
      content[3],
    ]);
  });
});
