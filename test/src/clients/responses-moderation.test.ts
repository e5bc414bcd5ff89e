import { describe, expect, it } from '@jest/globals';
import { type Classifier, createModerator, definePolicy } from '@leeward/moderation';
import { collect } from '../fixtures/scripted-api.js';
import { callText, useResponsesApi, weather } from './responses-api.js';

const rules = [{ name: 'projects', words: ['project bluebird'] }];
const policy = definePolicy({ name: 'test', version: '1', rules });
const mail = 'bob@harbour.org';

describe('moderation of responses', () => {
  const { api, ask, askStreamed, readPrompt } = useResponsesApi(() => ['Good day.'], createModerator({ policy }));

  it('redacts every part that the model reads and that is stored, and says where in the body', async () => {
    const response = await ask(
      [
        { role: 'user', content: `I am ${mail}` },
        { type: 'function_call', call_id: 'a', name: 'weather', arguments: JSON.stringify({ city: mail }) },
        { type: 'function_call_output', call_id: 'a', output: `Ask ${mail}` },
      ],
      {
        instructions: `Write as ${mail}.`,
        tools: [{ ...weather, description: `Made by ${mail}` }],
        text: { format: { type: 'json_schema', name: 'answer', schema: { description: mail } } },
        metadata: { author: mail },
      },
    );
    const { leeward } = response as unknown as { leeward: { flagged: boolean; findings: { path: string }[] } };
    expect(leeward.flagged).toBe(true);
    expect(leeward.findings.map(({ path }) => path).sort()).toEqual([
      'input[0].content',
      'input[1]',
      'input[2].output',
      'instructions',
      'text.format',
      'tools[0]',
    ]);
    expect(await readPrompt()).not.toContain(mail);
    const { data } = await api.client.responses.inputItems.list(response.id, { order: 'asc' });
    const stored = await api.client.responses.retrieve(response.id);
    expect(JSON.stringify([response, data, stored])).not.toContain(mail);
    expect(data).toMatchObject([
      { role: 'user', content: [{ text: expect.stringMatching(/^I am \[EMAIL_/) }] },
      { type: 'function_call', call_id: 'a', name: 'weather' },
      { type: 'function_call_output', call_id: 'a', output: expect.stringMatching(/^Ask \[EMAIL_/) },
    ]);
    expect(stored.instructions).toMatch(/^Write as \[EMAIL_/);
    expect(stored.metadata?.['author']).toMatch(/^\[EMAIL_/);
  });

  it('redacts answers and arguments of calls, also in streams', async () => {
    api.setScript(() => ['Ask bob@har', 'bour.org. ', callText.replace('Oslo', 'eve@harbour.org')]);
    const whole = await ask('Hello', { tools: [weather] });
    const streamed = await askStreamed('Hello', { tools: [weather] });
    const stored = await api.client.responses.retrieve(streamed.id);
    for (const response of [whole, streamed, stored]) {
      expect(response.output).toHaveLength(2);
      expect(JSON.stringify(response)).not.toContain('harbour.org');
    }
  });

  it('ends an answer that the policy blocks with a refusal', async () => {
    api.setScript(() => ['Fine. ', 'It is project ', 'bluebird. ', 'Now.']);
    const refused = {
      status: 'incomplete',
      incomplete_details: { reason: 'content_filter' },
      output: [{ type: 'message', status: 'incomplete', content: [{ type: 'output_text' }, { type: 'refusal' }] }],
      leeward: { flagged: true, findings: [{ path: 'output.content', category: 'x/rules' }] },
    };
    const whole = await ask('Hello');
    const streamed = await askStreamed('Hello');
    const stored = await api.client.responses.retrieve(whole.id);
    for (const response of [whole, streamed, stored]) {
      expect(response).toMatchObject(refused);
      expect(JSON.stringify(response)).not.toContain('bluebird');
    }
    await ask('And now?', { previous_response_id: whole.id });
    expect(await readPrompt()).not.toContain('bluebird');
  });

  it('sends a refusal as events in order', async () => {
    api.setScript(() => ['project bluebird']);
    const events = await collect(await api.client.responses.create({ input: 'Hello', stream: true }));
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.refusal.delta',
      'response.refusal.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.incomplete',
    ]);
  });

  it.each([
    ['the input', { input: 'project bluebird' }, 'input'],
    ['the input of a list', { input: [{ role: 'user' as const, content: 'project bluebird' }] }, 'input[0].content'],
    ['the instructions', { input: 'Hello', instructions: 'project bluebird' }, 'instructions'],
    ['a label', { input: 'Hello', metadata: { a: 'project bluebird' } }, 'metadata'],
    ['a tool', { input: 'Hello', tools: [{ ...weather, description: 'project bluebird' }] }, 'tools[0]'],
  ])('refuses %s that the policy blocks, and stores nothing', async (_, body, param) => {
    const { id: conversation } = await api.client.conversations.create();
    for (const fields of [{}, { stream: true }, { background: true }, { conversation }]) {
      const error = await api.client.responses.create({ ...body, ...fields }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ status: 400, error: { code: 'content_filter', param, categories: ['x/rules'] } });
    }
    expect(api.engine.requests).toHaveLength(0);
    expect((await api.client.conversations.items.list(conversation)).data).toEqual([]);
  });

  it('leaves a blocked message of the history out, and does not store it', async () => {
    const response = await ask([
      { role: 'user', content: 'Tell me about project bluebird' },
      { role: 'assistant', content: 'No.' },
      { role: 'user', content: 'Hello' },
    ]);
    expect(response).toMatchObject({
      leeward: { history: [{ path: 'input[0]', action: 'drop' }, { path: 'input[1]' }] },
    });
    const { data } = await api.client.responses.inputItems.list(response.id);
    expect(data).toMatchObject([{ content: [{ text: 'Hello' }] }]);
  });

  it('moderates the items and labels of conversations', async () => {
    const { conversations } = api.client;
    const { id, metadata } = await conversations.create({
      items: [{ role: 'user', content: `I am ${mail}` }],
      metadata: { author: mail },
    });
    expect(JSON.stringify([metadata, (await conversations.items.list(id)).data])).not.toContain(mail);
    const blocked = { status: 400, error: { code: 'content_filter', param: 'items[0].content' } };
    const items = [{ role: 'user' as const, content: 'project bluebird' }];
    await expect(conversations.create({ items })).rejects.toMatchObject(blocked);
    await expect(conversations.items.create(id, { items })).rejects.toMatchObject(blocked);
    await expect(conversations.update(id, { metadata: { a: 'project bluebird' } })).rejects.toMatchObject({
      status: 400,
      error: { code: 'content_filter', param: 'metadata' },
    });
    const history = [...items, { role: 'user' as const, content: 'Hello' }];
    await expect(conversations.items.create(id, { items: history })).rejects.toMatchObject({ status: 400 });
    expect((await conversations.items.list(id)).data).toHaveLength(1);
  });
});

describe('a policy that gives values back', () => {
  const restoring = definePolicy({ name: 'restoring', version: '1', redaction: { mode: 'restore' } });
  const { api, ask, askStreamed } = useResponsesApi(({ prompt: _ }) => [''], createModerator({ policy: restoring }));

  it('gives them to the caller, and stores placeholders', async () => {
    api.setScript(() => ['Write to eve@harbour.org.']);
    const whole = await ask(`I am ${mail}`);
    const streamed = await askStreamed(`I am ${mail}`);
    const background = await askStreamed(`I am ${mail}`, { background: true });
    for (const { id, output_text: text } of [whole, streamed, background]) {
      expect(text).toBe('Write to eve@harbour.org.');
      const stored = await api.client.responses.retrieve(id);
      expect(stored.output).toMatchObject([{ content: [{ text: expect.stringMatching(/^Write to \[EMAIL_/) }] }]);
      const { data } = await api.client.responses.inputItems.list(id);
      expect(JSON.stringify([stored, data])).not.toContain('harbour.org');
    }
    await expect(api.client.responses.retrieve(background.id, { stream: true })).rejects.toMatchObject({ status: 400 });
  });
});

describe('moderation that fails', () => {
  const broken: Classifier = {
    name: 'broken',
    categories: ['hate'],
    classify: () => Promise.reject(new Error('out of order')),
  };
  const closed = definePolicy({ name: 'closed', version: '1' });
  const moderator = createModerator({ policy: closed, classifiers: [broken] });
  const { api, ask, askStreamed } = useResponsesApi(() => ['Good day.'], moderator);

  it.each([true, false])(
    'answers that the server is not ready, and generates nothing, streamed: %s',
    async (isStreamed) => {
      const error = await (isStreamed ? askStreamed('Hello') : ask('Hello')).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ status: 503, error: { code: 'moderation_unavailable' } });
      expect(api.engine.requests).toHaveLength(0);
      const items = [{ role: 'user' as const, content: 'Hello' }];
      await expect(api.client.conversations.create({ items })).rejects.toMatchObject({ status: 503 });
    },
  );
});
