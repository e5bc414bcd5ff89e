import { describe, expect, it } from '@jest/globals';
import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';

import { createModerator } from '../../moderator/create-moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { MessageModeration } from './moderate-messages.js';

const facts = { requestId: 'request-1' };
const mail = 'bob@example.org';

function counting() {
  const judged: string[] = [];
  const approval = new MessageModeration(createModerator({ onDecision: ({ path }) => void judged.push(path) }));
  return { judged, approve: (message: BaseMessage) => approval.approve([message], facts) };
}

describe('MessageApproval', () => {
  it.each<[string, unknown, (artifact: never) => unknown]>([
    ['a map', new Map([['to', 'nobody']]), (map: Map<string, string>) => map.set('to', mail)],
    ['a list', ['nobody'], (list: string[]) => list.push(mail)],
  ])('judges a message once, and again when %s of it was changed', async (_, artifact, change) => {
    const { judged, approve } = counting();
    const message = new ToolMessage({ content: 'Sent.', tool_call_id: 'a', artifact });
    for (let turn = 0; turn < 2; turn += 1) expect((await approve(message)).messages?.[0]).toBe(message);
    expect(judged).toHaveLength(1);
    change(artifact as never);
    expect((await approve(message)).messages?.[0]).not.toBe(message);
    expect(judged).toHaveLength(2);
  });

  it('takes a history that is longer than what may wait for a classifier', async () => {
    const approval = new MessageModeration(
      createModerator({ policy: definePolicy({ name: 'test', version: '1', limits: { maximumConcurrentChecks: 8 } }) }),
    );
    const history = Array.from({ length: 500 }, (_, index) => new HumanMessage(`Hello ${String(index)}`));
    expect((await approval.approve(history, facts)).messages).toEqual(history);
  });

  it('takes what JSON cannot write, and refuses what cannot be read', async () => {
    const { approve } = counting();
    const message = new ToolMessage({ content: 'Sent.', tool_call_id: 'a', artifact: { size: 10n } });
    for (let turn = 0; turn < 2; turn += 1) expect((await approve(message)).messages?.[0]).toBe(message);
    (message.artifact as Record<string, unknown>)['again'] = message.artifact;
    for (let turn = 0; turn < 2; turn += 1)
      expect((await approve(message)).stopped).toMatchObject({ outcome: 'error', cause: { code: 'too-long' } });
  });

  it('writes a message anew without anything that was not judged', async () => {
    const { approve } = counting();
    const call = { id: 'a', name: 'look', args: { to: mail }, raw: mail };
    const message = new AIMessage({
      content: mail,
      raw: mail,
      tool_calls: [call],
      usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3, raw: mail },
    } as never);
    const [approved] = (await approve(message)).messages ?? [];
    expect(JSON.stringify(approved)).not.toContain(mail);
    expect(approved).toMatchObject({
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
  ])('judges of metadata what is no name: %j', async (response_metadata, path) => {
    const { judged, approve } = counting();
    await approve(new AIMessage({ content: 'Hello', response_metadata }));
    expect(judged).toEqual([path]);
  });

  it('judges the text of a file and what stands beside a text, and lets a picture pass', async () => {
    const { approve } = counting();
    const content = [
      { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
      { type: 'file', source_type: 'text', mime_type: 'text/plain', text: `To ${mail}` },
      { type: 'text', text: 'fine', cache_control: { type: 'ephemeral' }, annotations: [{ title: mail }] },
      { type: 'text', text: 'fine' },
    ];
    const [approved] = (await approve(new HumanMessage({ content } as never))).messages ?? [];
    expect(approved?.content).toEqual([
      content[0],
      { ...content[1], text: expect.stringMatching(/^To \[EMAIL_/) },
      { ...content[2], annotations: [{ title: expect.stringMatching(/^\[EMAIL_/) }] },
      content[3],
    ]);
  });
});
