import { HumanMessage } from '@langchain/core/messages';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { callText, collect, sumChunks } from '../testing/answers.js';
import { ScriptedEngine } from '../testing/scripted-engine.js';
import { ChatMixtral } from './chat-mixtral.js';

const tags = { name: 'tag', schema: { type: 'object', properties: { tags: { type: 'array', uniqueItems: true } } } };
const clock = { name: 'clock', description: 'Tells the time', schema: z.object({}) };
const strictTags = { type: 'function', function: { name: 'tag', parameters: tags.schema, strict: true } };

const good = callText('tag', { tags: ['a', 'b'] });
const bad = callText('tag', { tags: ['a', 'a'] });
const relaxed = [{ tool: 'tag', places: ['/properties/tags/uniqueItems'] }];

/** Makes an engine that gives one answer after the other, and the last one again and again. */
function answering(...answers: readonly string[]) {
  const left = [...answers];
  const engine = new ScriptedEngine(() => (left.length > 1 ? left.shift() : left[0])?.match(/[^]{1,4}/g) ?? []);
  return { engine, model: new ChatMixtral({ engine, temperature: 0, seed: 7 }) };
}

const withoutIds = (calls: readonly { name: string; args: unknown }[] = []) =>
  calls.map(({ name, args }) => ({ name, args }));

describe('a tool whose schema no grammar enforces whole', () => {
  it('is called as any other when its arguments satisfy the schema', async () => {
    const { engine, model } = answering(`Well.\n${good}\n${callText('clock', {})}`);
    const answer = await model.bindTools([tags, clock]).invoke('Hi');
    expect(answer.content).toBe('Well.');
    expect(withoutIds(answer.tool_calls)).toEqual([
      { name: 'tag', args: { tags: ['a', 'b'] } },
      { name: 'clock', args: {} },
    ]);
    expect(answer.response_metadata['schema']).toEqual({ status: 'met', relaxed, failures: [] });
    expect(engine.requests).toHaveLength(1);
  });

  it('is called once more alone when they do not, with another seed and without greed', async () => {
    const { engine, model } = answering(`Well.\n${callText('clock', {})}\n${bad}\n${callText('clock', {})}`, good);
    const answer = await model.bindTools([tags, clock]).invoke('Hi');
    expect(answer.content).toBe('Well.');
    expect(withoutIds(answer.tool_calls)).toEqual([
      { name: 'clock', args: {} },
      { name: 'tag', args: { tags: ['a', 'b'] } },
      { name: 'clock', args: {} },
    ]);
    expect(answer.response_metadata).toMatchObject({ finish_reason: 'tool_calls', schema: { status: 'met' } });
    const [first, second] = engine.requests;
    expect(second?.prompt).toBe(first?.prompt);
    expect(second?.sampling).toEqual({ temperature: 0.5, seed: 1_000_010 });
    expect(second?.grammar).not.toContain('clock');
    const pieces = engine.piecesTaken;
    expect(answer.usage_metadata).toMatchObject({ output_tokens: pieces });
  });

  it('is called as the model wrote it when no attempt satisfies the schema, and the answer says so', async () => {
    const { engine, model } = answering(bad);
    const answer = await model.bindTools([tags]).invoke('Hi');
    expect(withoutIds(answer.tool_calls)).toEqual([{ name: 'tag', args: { tags: ['a', 'a'] } }]);
    const failure = { status: 'unmet', callId: answer.tool_calls?.[0]?.id, tool: 'tag', keyword: 'uniqueItems' };
    expect(answer.response_metadata['schema']).toEqual({ status: 'unmet', relaxed, failures: [failure] });
    expect(engine.requests).toHaveLength(2);
  });

  it.each([0, 2])('is tried again %d times where the options say so', async (schemaRetries) => {
    const { engine, model } = answering(bad);
    await model.bindTools([tags]).invoke('Hi', { schemaRetries });
    expect(engine.requests).toHaveLength(1 + schemaRetries);
  });

  it('is tried again only where it is allowed, and is asked for before each attempt', async () => {
    for (const [answers, requests] of [
      [[false], 1],
      [[true, false], 2],
    ] as const) {
      const { engine, model } = answering(bad);
      const given = [...answers];
      const answer = await model
        .bindTools([tags])
        .invoke('Hi', { schemaRetries: 3, allowSchemaRetry: () => given.shift() ?? true });
      expect(withoutIds(answer.tool_calls)).toEqual([{ name: 'tag', args: { tags: ['a', 'a'] } }]);
      expect(engine.requests).toHaveLength(requests);
      expect(given).toEqual([]);
    }
  });

  it('counts every attempt before the last one is passed on', async () => {
    const { model } = answering(bad);
    const [parts] = await model.streamChoices([new HumanMessage('Hi')], { tools: [tags] });
    const usages = [];
    for await (const { usage } of parts ?? []) usages.push(usage.completionTokens);
    expect(new Set(usages).size).toBe(1);
  });

  it('keeps its first call when another attempt is cut off or fails', async () => {
    const { model } = answering(bad, bad.slice(0, 40));
    const failing = new ScriptedEngine(() => {
      if (failing.requests.length > 1) throw new Error('busy');
      return [bad];
    });
    for (const one of [model, new ChatMixtral({ engine: failing })]) {
      const answer = await one.bindTools([tags]).invoke('Hi');
      expect(withoutIds(answer.tool_calls)).toEqual([{ name: 'tag', args: { tags: ['a', 'a'] } }]);
      expect(answer.response_metadata).toMatchObject({ schema: { status: 'unmet' } });
    }
  });

  it('streams text and other calls at once, and its own calls when they are checked', async () => {
    const { engine, model } = answering(`Well.\n${callText('clock', {})}\n${bad}`, good);
    const seen: string[] = [];
    const chunks = [];
    for await (const chunk of await model.bindTools([tags, clock]).stream('Hi')) {
      chunks.push(chunk);
      for (const { name } of chunk.tool_call_chunks ?? []) if (name) seen.push(`${name} ${engine.requests.length}`);
    }
    expect(seen).toEqual(['clock 1', 'tag 2']);
    const whole = chunks.reduce((sum, chunk) => sum.concat(chunk));
    expect(withoutIds(whole.tool_calls)).toEqual([
      { name: 'clock', args: {} },
      { name: 'tag', args: { tags: ['a', 'b'] } },
    ]);
    expect(whole.response_metadata).toMatchObject({ schema: { status: 'met' } });
  });

  it('stops with the signal of the call, in the second attempt too', async () => {
    const controller = new AbortController();
    const engine = new ScriptedEngine(() => {
      if (engine.requests.length > 1) controller.abort(new Error('left'));
      return [bad];
    });
    const answer = new ChatMixtral({ engine }).bindTools([tags]).invoke('Hi', { signal: controller.signal });
    await expect(answer).rejects.toThrow('left');
  });

  it('is refused by its place when it is strict', () => {
    expect(() => answering('').model.bindTools([strictTags])).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_SCHEMA', pointer: '/properties/tags/uniqueItems' }),
    );
  });

  it('leaves the grammar of other tools exact', async () => {
    const { engine, model } = answering(good);
    const size = { name: 'size', schema: { type: 'object', properties: { s: { enum: ['small', 'large'] } } } };
    await model.bindTools([tags, size]).invoke('Hi');
    expect(engine.requests[0]?.grammar).toContain('small');
  });
});

describe('an answer whose schema no grammar enforces whole', () => {
  const page = z.object({ title: z.string().regex(/^\b(?!Draft)/), links: z.array(z.string()) });
  const met = JSON.stringify({ title: 'Fine', links: [] });
  const unmet = JSON.stringify({ title: 'Draft 2', links: [] });

  it('is generated once more when it does not satisfy it', async () => {
    const { engine, model } = answering(unmet, met);
    expect(await model.withStructuredOutput(page).invoke('Hi')).toEqual(JSON.parse(met));
    expect(engine.requests).toHaveLength(2);
    expect(engine.requests[1]?.grammar).toBe(engine.requests[0]?.grammar);
  });

  it('is held while it streams, and comes from the attempt that satisfies it', async () => {
    const chunks = await sumChunks(
      await answering(unmet, met).model.stream('Hi', {
        responseFormat: { type: 'json_schema', schema: z.toJSONSchema(page) },
      }),
    );
    expect(chunks.content).toBe(met);
    expect(chunks.response_metadata).toMatchObject({ finish_reason: 'stop', schema: { status: 'met' } });
  });

  it('is passed on and reported when no attempt satisfies it', async () => {
    const { model } = answering(unmet);
    const answer = await model.invoke('Hi', {
      responseFormat: { type: 'json_schema', schema: z.toJSONSchema(page) },
    });
    expect(answer.content).toBe(unmet);
    expect(answer.response_metadata['schema']).toMatchObject({
      status: 'unmet',
      failures: [{ status: 'unmet', keyword: 'pattern' }],
    });
    await expect(model.withStructuredOutput(page).invoke('Hi')).rejects.toThrow('does not match the schema');
  });

  it('is checked beside tools, and calls are not held to it', async () => {
    const responseFormat = { type: 'json_schema', schema: z.toJSONSchema(page) } as const;
    const called = await answering(callText('clock', {})).model.bindTools([clock]).invoke('Hi', { responseFormat });
    expect(called).toMatchObject({ content: '', response_metadata: { schema: { status: 'met' } } });
    const { model } = answering(unmet, met);
    expect((await model.bindTools([clock]).invoke('Hi', { responseFormat })).content).toBe(met);
  });

  it('is checked in each of several answers', async () => {
    const { model, engine } = answering(unmet, unmet, met);
    const responseFormat = { type: 'json_schema', schema: z.toJSONSchema(page) } as const;
    const choices = await model.streamChoices([new HumanMessage('Hi')], { n: 2, responseFormat });
    const ends = (await Promise.all(choices.map(collect))).map((parts) => parts.at(-1));
    expect(ends).toEqual(
      [0, 1].map(() => expect.objectContaining({ schema: expect.objectContaining({ status: 'met' }) })),
    );
    expect(engine.requests.map(({ sampling }) => sampling?.seed).sort()).toEqual([1_000_010, 1_000_011, 7, 8]);
  });

  it('names wrong retries', async () => {
    const refused = answering('').model.invoke('Hi', { schemaRetries: 4 });
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_OPTION', option: 'schemaRetries' });
    const noFunction = answering('').model.invoke('Hi', { allowSchemaRetry: true as never });
    await expect(noFunction).rejects.toMatchObject({ code: 'INVALID_OPTION', option: 'allowSchemaRetry' });
  });
});
