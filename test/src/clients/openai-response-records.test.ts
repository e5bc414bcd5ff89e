import { describe, expect, it } from '@jest/globals';
import { type Response } from 'openai/resources/responses/responses';
import { collect } from '../fixtures/scripted-api.js';
import { useResponsesApi } from './responses-api.js';

const { api, ask, readPrompt } = useResponsesApi(() => ['Good', ' day.']);

const notThere = { status: 404, error: { code: 'response_not_found' } };

describe('stored responses', () => {
  it('can be read, and deleted', async () => {
    const { output_text: _, ...created } = await ask('Hello', { metadata: { a: 'b' } });
    const { responses } = api.client;
    expect(await responses.retrieve(created.id)).toMatchObject(created);
    // The client gives nothing back for a deletion.
    await responses.delete(created.id);
    await expect(responses.retrieve(created.id)).rejects.toMatchObject(notThere);
    await expect(responses.delete(created.id)).rejects.toMatchObject(notThere);
    await expect(responses.inputItems.list(created.id)).rejects.toMatchObject(notThere);
    await expect(responses.cancel(created.id)).rejects.toMatchObject(notThere);
    await expect(responses.create({ input: 'And?', previous_response_id: created.id })).rejects.toMatchObject({
      status: 400,
      error: { code: 'previous_response_not_found', param: 'previous_response_id' },
    });
  });

  it('list their own input, in pages', async () => {
    const first = await ask('First');
    const { id } = await ask(
      ['One', 'Two', 'Three'].map((content) => ({ role: 'user' as const, content })),
      { previous_response_id: first.id },
    );
    const list = async (query: object) => {
      const texts: string[] = [];
      for await (const item of api.client.responses.inputItems.list(id, query)) {
        texts.push(item.type === 'message' && item.content[0]?.type === 'input_text' ? item.content[0].text : '');
      }
      return texts;
    };
    expect(await list({ order: 'asc', limit: 2 })).toEqual(['One', 'Two', 'Three']);
    expect(await list({ limit: 1, include: ['message.output_text.logprobs'] })).toEqual(['Three', 'Two', 'One']);
    const page = await api.client.responses.inputItems.list(id, { limit: 2 });
    expect(page).toMatchObject({ has_more: true, data: [{}, {}] });
    await expect(list({ limit: 0 })).rejects.toMatchObject({ status: 400, error: { param: 'limit' } });
    await expect(list({ order: 'up' })).rejects.toMatchObject({ status: 400, error: { param: 'order' } });
  });

  it('are not kept with "store": false', async () => {
    const response = await ask('Hello', { store: false });
    expect(response).toMatchObject({ store: false, output_text: 'Good day.' });
    await expect(api.client.responses.retrieve(response.id)).rejects.toMatchObject(notThere);
  });

  it('are continued, without the instructions of the turn before', async () => {
    const first = await ask('My name is Ann.', { instructions: 'Be brief.' });
    const second = await ask('What is my name?', { previous_response_id: first.id, instructions: 'Be long.' });
    expect(second.previous_response_id).toBe(first.id);
    await ask('Again?', { previous_response_id: second.id });
    const prompt = await readPrompt();
    expect(prompt).toMatch(/My name is Ann\.[^]*Good day\.[^]*What is my name\?[^]*Good day\.[^]*Again\?/);
    expect(prompt).not.toContain('Be ');
    // Both turns can be continued: a conversation is a tree.
    await ask('Another way', { previous_response_id: first.id });
    expect(await readPrompt()).not.toContain('What is my name?');
  });

  it('give their items by reference', async () => {
    const first = await ask('My name is Ann.');
    const [message] = first.output;
    await ask([
      { role: 'user', content: 'Hello' },
      { type: 'item_reference', id: message?.id ?? '' },
      { role: 'user', content: 'And?' },
    ]);
    expect(await readPrompt()).toMatch(/Hello[^]*Good day\.[^]*And\?/);
  });

  it('name a turn before them that was deleted', async () => {
    const first = await ask('One');
    const second = await ask('Two', { previous_response_id: first.id });
    await api.client.responses.delete(first.id);
    await expect(ask('Three', { previous_response_id: second.id })).rejects.toMatchObject({
      error: { code: 'previous_response_not_found', message: expect.stringContaining(first.id) },
    });
  });

  it('cannot be cancelled or streamed again, unless they were made in the background', async () => {
    const { id } = await ask('Hello');
    await expect(api.client.responses.cancel(id)).rejects.toMatchObject({
      status: 400,
      error: { code: 'response_not_cancellable' },
    });
    await expect(api.client.responses.retrieve(id, { stream: true })).rejects.toMatchObject({
      status: 400,
      error: { param: 'stream' },
    });
  });
});

describe('responses in the background', () => {
  /** Lets the model answer when `go` is called. */
  function holdAnswer() {
    let go: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => (go = resolve));
    api.setScript(async function* ({ signal }) {
      yield 'This is the beginning. ';
      const aborted = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
      await Promise.race([wait, aborted]);
      yield 'This is the end.';
    });
    return { go: () => go() };
  }

  const waitFor = async (id: string, isDone: (response: Response) => boolean): Promise<Response> => {
    for (;;) {
      const response = await api.client.responses.retrieve(id);
      if (isDone(response)) return response;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const waitForEnd = (id: string) => waitFor(id, ({ status }) => status !== 'queued' && status !== 'in_progress');
  const whole = 'This is the beginning. This is the end.';

  it('are answered at once, and finished later', async () => {
    const { go } = holdAnswer();
    const queued = await ask('Hello', { background: true });
    expect(queued).toMatchObject({ status: 'queued', background: true, output: [] });
    await waitFor(queued.id, ({ status }) => status === 'in_progress');
    await expect(ask('And?', { previous_response_id: queued.id })).rejects.toMatchObject({
      status: 400,
      error: { param: 'previous_response_id', message: expect.stringContaining('not finished') },
    });
    go();
    expect(await waitForEnd(queued.id)).toMatchObject({ status: 'completed', usage: { output_tokens: 2 } });
    const done = await api.client.responses.retrieve(queued.id);
    expect(done.output).toMatchObject([{ content: [{ text: whole }] }]);
    const list = await api.client.responses.inputItems.list(queued.id);
    expect(list.data).toMatchObject([{ content: [{ text: 'Hello' }] }]);
    await ask('And?', { previous_response_id: queued.id });
    expect(await readPrompt()).toContain(whole);
  });

  it('can be streamed, left, and streamed again from any event', async () => {
    const { go } = holdAnswer();
    const stream = await api.client.responses.create({ input: 'Hello', background: true, stream: true });
    const seen = [];
    for await (const event of stream) {
      seen.push(event);
      if (event.type === 'response.output_text.delta') break;
    }
    expect(seen.map(({ type }) => type)).toEqual([
      'response.created',
      'response.queued',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
    ]);
    const [first] = seen;
    const id = first?.type === 'response.created' ? first.response.id : '';
    const reading = collect(await api.client.responses.retrieve(id, { stream: true, starting_after: 3 }));
    go();
    const rest = await reading;
    expect(rest.map(({ sequence_number: number }) => number)).toEqual(rest.map((_, index) => index + 4));
    expect(rest.at(-1)).toMatchObject({ type: 'response.completed' });
    await waitForEnd(id);
    // Now from the storage.
    expect(await collect(await api.client.responses.retrieve(id, { stream: true, starting_after: 3 }))).toEqual(rest);
    expect(await api.client.responses.stream({ response_id: id }).finalResponse()).toMatchObject({
      status: 'completed',
      output_text: whole,
    });
  });

  it('can be cancelled, and stay so', async () => {
    holdAnswer();
    const { id } = await ask('Hello', { background: true });
    await waitFor(id, ({ output }) => output.length > 0);
    expect(await api.client.responses.cancel(id)).toMatchObject({ status: 'cancelled', error: null });
    const stored = await api.client.responses.retrieve(id);
    expect(stored).toMatchObject({ status: 'cancelled', output: [{ status: 'incomplete' }] });
    expect(JSON.stringify(stored)).not.toContain('the end');
    expect(await api.client.responses.cancel(id)).toMatchObject({ status: 'cancelled' });
    expect(api.engine.capacity().active).toBe(0);
  });

  it('can be cancelled when they are finished, which changes nothing', async () => {
    const { id } = await ask('Hello', { background: true });
    await waitForEnd(id);
    expect(await api.client.responses.cancel(id)).toMatchObject({ status: 'completed' });
  });

  it('end when they are deleted', async () => {
    holdAnswer();
    const { id } = await ask('Hello', { background: true });
    await api.client.responses.delete(id);
    await expect(api.client.responses.retrieve(id)).rejects.toMatchObject(notThere);
    expect(api.engine.capacity().active).toBe(0);
  });

  it('keep the error by which they failed', async () => {
    api.setScript(() => {
      throw new Error('broken: secret');
    });
    const { id } = await ask('Hello', { background: true });
    const failed = await waitForEnd(id);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'server_error' } });
    expect(JSON.stringify(failed)).not.toContain('secret');
  });

  it('refuse a bad request before they begin', async () => {
    await expect(ask('a', { background: true, model: 'gpt-4o' })).rejects.toMatchObject({ status: 404 });
  });
});
