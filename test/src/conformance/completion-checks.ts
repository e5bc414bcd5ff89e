import { expect, it } from '@jest/globals';
import { Mixtral } from '@leeward/mixtral-llm';
import { collect, type Subject } from './subject.js';

/** Checks `Mixtral`, which continues a text. */
export function completionChecks(subject: () => Subject): void {
  const model = (fields = {}) => new Mixtral({ engine: subject().engine, temperature: 0, maxTokens: 20, ...fields });
  const beginning = 'Once upon a time';

  it('continues a text, whole and streamed alike', async () => {
    subject().setAnswers(' there was a lighthouse.');
    const continuation = await model().invoke(beginning);
    expect(continuation).not.toBe('');
    const pieces = await collect(await model().stream(beginning));
    expect(pieces.join('')).toBe(continuation);
    expect(pieces.length).toBeGreaterThan(2);
  });

  it('keeps to the number of tokens, to stop strings and to aborts', async () => {
    subject().setAnswers(' there was a lighthouse.');
    const { generations } = await model().generate([beginning, beginning], { maxTokens: 3 });
    expect(generations).toHaveLength(2);
    expect(await model().invoke(beginning, { stop: [' '] })).not.toContain(' ');
    await expect(model().invoke(beginning, { signal: AbortSignal.abort() })).rejects.toThrow();
  });

  it('has cache keys of its own, and no engine in its serialised form', () => {
    const keys = [model(), model({ seed: 1 }), model({ temperature: 1 })].map((one) =>
      one._getSerializedCacheKeyParametersForCall({}),
    );
    expect(new Set(keys).size).toBe(3);
    expect(JSON.stringify(model())).not.toContain('vocabulary');
  });
}
