import { expect, it } from '@jest/globals';
import { HumanMessage } from '@langchain/core/messages';
import { collect, type Subject } from './subject.js';

const story = 'Tell me a very long story about a lighthouse keeper and the sea.';
const storyText = 'Once upon a time there was a lighthouse by the sea. '.repeat(2_000);

/** Checks that stop strings, bounds, aborts, time-outs and a full context end an answer. */
export function boundsChecks(subject: () => Subject): void {
  it.each(['call', 'model'] as const)('ends at a stop string given to the %s, and does not show it', async (place) => {
    subject().setAnswers('The capital of France is Paris.');
    const stop = ['Paris'];
    const model = subject().model(place === 'model' ? { stop } : {});
    const options = place === 'call' ? { stop } : {};
    const answer = await model.invoke('What is the capital of France?', options);
    expect(answer.text).toContain('capital');
    expect(answer.text).not.toContain('Par');
    expect(answer.response_metadata['finish_reason']).toBe('stop');
    const chunks = await collect(await model.stream('What is the capital of France?', options));
    expect(chunks.map(({ text }) => text).join('')).toBe(answer.text);
  });

  it('ends at maxTokens, with the finish reason length', async () => {
    subject().setAnswers(storyText);
    const answer = await subject().model().invoke(story, { maxTokens: 5 });
    expect(answer.usage_metadata?.output_tokens).toBe(5);
    expect(answer.response_metadata['finish_reason']).toBe('length');
  });

  it('invoke and stream refuse at once when they are aborted before', async () => {
    const options = { signal: AbortSignal.abort() };
    await expect(subject().model().invoke(story, options)).rejects.toThrow();
    await expect((async () => collect(await subject().model().stream(story, options)))()).rejects.toThrow();
  });

  it('invoke stops in the middle when it is aborted', async () => {
    subject().setAnswers(storyText);
    const controller = new AbortController();
    const answer = subject().model({ maxTokens: 1_500 }).invoke(story, { signal: controller.signal });
    while (subject().engine.capacity().active === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    await expect(answer).rejects.toThrow();
    await idle(subject());
  });

  it('stream stops in the middle when it is aborted, and when its reader leaves', async () => {
    const model = subject().model({ maxTokens: 1_500 });
    subject().setAnswers(storyText);
    const controller = new AbortController();
    const reading = (async () => {
      for await (const chunk of await model.stream(story, { signal: controller.signal }))
        if (chunk.text) controller.abort();
    })();
    await expect(reading).rejects.toThrow();
    await idle(subject());
    for await (const chunk of await model.stream(story)) if (chunk.text) break;
    await idle(subject());
  });

  it('rejects at the timeout, and frees the engine', async () => {
    subject().setAnswers(storyText);
    await expect(subject().model({ maxTokens: 1_500 }).invoke(story, { timeout: 50 })).rejects.toThrow();
    await idle(subject());
  });

  it('fails with the errors that LangChain knows', async () => {
    const tooLong = 'word '.repeat(subject().engine.model.contextSize);
    const overflow = { name: 'ContextOverflowError', cause: { code: 'CONTEXT_OVERFLOW' } };
    await expect(subject().model().invoke(tooLong)).rejects.toMatchObject(overflow);
    await expect((async () => collect(await subject().model().stream(tooLong)))()).rejects.toMatchObject(overflow);
    subject().setAnswers(storyText);
    const generation = subject()
      .model({ maxTokens: 1_500 })
      ._generate([new HumanMessage(story)], { signal: AbortSignal.timeout(100) });
    await expect(generation).rejects.toMatchObject({ name: 'ModelAbortError' });
  });
}

/** Waits until nothing is generated any more; the test's own time-out is the bound. */
async function idle({ engine }: Subject): Promise<void> {
  while (engine.capacity().active > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
