import { describe, expect, it } from '@jest/globals';
import { useResponsesApi } from './responses-api.js';

const { api, ask, askStreamed, readPrompt } = useResponsesApi(() => ['Good', ' day.']);

const notThere = { status: 404, error: { code: 'conversation_not_found' } };
const user = (content: string) => ({ role: 'user' as const, content });

describe("OpenAI's client for conversations", () => {
  it('creates, reads, changes and deletes a conversation', async () => {
    const { conversations } = api.client;
    const created = await conversations.create({ metadata: { topic: 'weather' } });
    expect(created).toEqual({
      id: expect.stringMatching(/^conv_/),
      object: 'conversation',
      created_at: expect.any(Number),
      metadata: { topic: 'weather' },
    });
    expect(await conversations.retrieve(created.id)).toEqual(created);
    const changed = await conversations.update(created.id, { metadata: { topic: 'news' } });
    expect(changed).toEqual({ ...created, metadata: { topic: 'news' } });
    expect(await conversations.retrieve(created.id)).toEqual(changed);
    expect(await conversations.delete(created.id)).toEqual({
      id: created.id,
      object: 'conversation.deleted',
      deleted: true,
    });
    await expect(conversations.retrieve(created.id)).rejects.toMatchObject(notThere);
    await expect(conversations.delete(created.id)).rejects.toMatchObject(notThere);
    await expect(conversations.update(created.id, { metadata: {} })).rejects.toMatchObject(notThere);
    await expect(conversations.items.list(created.id)).rejects.toMatchObject(notThere);
    await expect(conversations.items.create(created.id, { items: [user('a')] })).rejects.toMatchObject(notThere);
    expect(await conversations.create()).toMatchObject({ metadata: {} });
  });

  it('adds, lists, reads and deletes items', async () => {
    const { conversations } = api.client;
    const { id } = await conversations.create({ items: [user('One')] });
    const added = await conversations.items.create(id, {
      items: [
        { type: 'function_call', call_id: 'a', name: 'weather', arguments: '{}' },
        { type: 'function_call_output', call_id: 'a', output: '21 degrees' },
      ],
    });
    expect(added).toMatchObject({
      object: 'list',
      has_more: false,
      data: [{ name: 'weather' }, { output: '21 degrees' }],
    });
    const types = async (query: object) => {
      const all = [];
      for await (const item of conversations.items.list(id, query)) all.push(item.type);
      return all;
    };
    const inOrder = ['message', 'function_call', 'function_call_output'];
    expect(await types({ order: 'asc', limit: 1 })).toEqual(inOrder);
    expect(await types({})).toEqual(inOrder.toReversed());
    const [call] = added.data;
    const item = { conversation_id: id };
    expect(await conversations.items.retrieve(call?.id ?? '', item)).toEqual(call);
    expect(await conversations.items.delete(call?.id ?? '', item)).toMatchObject({ id, object: 'conversation' });
    const gone = { status: 404, error: { code: 'item_not_found' } };
    await expect(conversations.items.retrieve(call?.id ?? '', item)).rejects.toMatchObject(gone);
    await expect(conversations.items.delete(call?.id ?? '', item)).rejects.toMatchObject(gone);
  });

  it('takes turns in a conversation, streamed or not', async () => {
    const { id } = await api.client.conversations.create({ items: [{ role: 'system', content: 'Be brief.' }] });
    const first = await ask('My name is Ann.', { conversation: id });
    expect(first).toMatchObject({ conversation: { id }, previous_response_id: null });
    await askStreamed('What is my name?', { conversation: { id } });
    await ask('Again?', { conversation: id, store: false });
    expect(await readPrompt()).toMatch(
      /Be brief\.[^]*My name is Ann\.[^]*Good day\.[^]*What is my name\?[^]*Good day\.[^]*Again\?/,
    );
    const { data } = await api.client.conversations.items.list(id, { order: 'asc' });
    expect(data.map((item) => (item.type === 'message' ? item.role : item.type))).toEqual([
      'system',
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
    expect(data[2]).toEqual(first.output[0]);
  });

  it('adds no turn that failed', async () => {
    const { id } = await api.client.conversations.create();
    api.setScript(() => {
      throw new Error('broken');
    });
    await expect(ask('Hello', { conversation: id })).rejects.toMatchObject({ status: 500 });
    expect((await api.client.conversations.items.list(id)).data).toEqual([]);
  });

  it('adds turns in the background at their end', async () => {
    const { id } = await api.client.conversations.create();
    const stream = api.client.responses.stream({ input: 'Hello', conversation: id, background: true });
    await stream.finalResponse();
    expect((await api.client.conversations.items.list(id)).data).toHaveLength(2);
  });

  it.each<[string, object, object]>([
    ['too many items', { items: Array.from({ length: 21 }, () => user('a')) }, { param: 'items' }],
    ['an item of another kind', { items: [{ type: 'item_reference', id: 'a' }] }, { param: 'items[0].type' }],
    ['an unknown field', { title: 'a' }, { param: 'title', code: 'unsupported_parameter' }],
  ])('names %s', async (_, body, expected) => {
    await expect(api.client.conversations.create(body)).rejects.toMatchObject({ status: 400, error: expected });
  });
});
