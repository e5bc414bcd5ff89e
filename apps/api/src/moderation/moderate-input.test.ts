import { describe, expect, it } from '@jest/globals';
import { type AuditEvent, type Classifier, definePolicy, Moderator } from '@leeward/moderation';
import { OpenAiError } from '../errors/openai-error.js';
import { InputModeration } from './moderate-input.js';

/**
 * Blocks a text that holds "bad", after as many turns as the number in it. A text that holds "hang" is answered by an abort only.
 */
const slow: Classifier = {
  name: 'slow',
  categories: ['x/bad'],
  classify: async ({ text }, { signal }) => {
    if (text.includes('hang')) {
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    }
    for (let turns = Number(/\d+/.exec(text)?.[0] ?? 0); turns > 0; turns -= 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { scores: { 'x/bad': text.includes('bad') ? 1 : 0 }, spans: [], scanned: { start: 0, end: text.length } };
  },
};

function createModeration(signal = new AbortController().signal) {
  const events: AuditEvent[] = [];
  const policy = definePolicy({ name: 'test', version: '1', otherClassifiers: { timeoutMs: 120_000 } });
  const moderator = new Moderator({ policy, classifiers: [slow], onDecision: (event) => void events.push(event) });
  const moderation = new InputModeration(moderator, { requestId: 'request-1', signal });
  const moderate = (texts: readonly string[]) =>
    Promise.all(
      texts.map((text, index) => moderation.text(text, { stage: 'input', role: 'user', path: String(index) })),
    );
  return { moderate, events };
}

/** Gets the error that the caller is shown. */
async function getError(moderating: Promise<unknown>) {
  const error: unknown = await moderating.catch((thrown: unknown) => thrown);
  return error instanceof OpenAiError ? error.body().error : error;
}

describe('InputModeration', () => {
  it.each([
    [['fine 9', 'bad 9', 'bad'], '1'],
    [['bad 9', 'fine', 'bad'], '0'],
    [['bad', 'bad 9', 'hang'], '0'],
  ])('names the first text in order that is blocked: %j', async (texts, param) => {
    expect(await getError(createModeration().moderate(texts))).toMatchObject({
      code: 'content_filter',
      param,
      categories: ['x/bad'],
    });
  });

  it('aborts the checks behind a blocked text, and records none of them as passed', async () => {
    const { moderate, events } = createModeration();
    const texts = ['fine', 'bad', ...Array.from({ length: 24 }, () => 'hang')];
    expect(await getError(moderate(texts))).toMatchObject({ code: 'content_filter', param: '1' });
    // Those that had not begun are recorded as well: every text has its record.
    while (events.length < texts.length) await new Promise((resolve) => setImmediate(resolve));
    const aborted = events.filter(({ path }) => Number(path) > 1);
    expect(aborted).toHaveLength(texts.length - 2);
    for (const event of aborted) {
      expect(event).toMatchObject({
        outcome: 'error',
        scanned: [],
        scores: { 'x/bad': null },
        classifierLatencyMs: {},
        failures: [{ classifier: 'slow', code: 'aborted' }],
      });
    }
    expect(events.filter(({ path }) => Number(path) <= 1).map(({ path, outcome }) => [path, outcome])).toEqual([
      ['0', 'allow'],
      ['1', 'block'],
    ]);
  });

  it('names a part to the record as the caller does, and to the request as the request does', async () => {
    const recorded: string[] = [];
    const seen: string[] = [];
    const moderator = new Moderator({
      policy: definePolicy({ name: 'test', version: '1', otherClassifiers: { timeoutMs: 120_000 } }),
      classifiers: [slow],
      onDecision: ({ path }) => void recorded.push(path),
    });
    const moderation = new InputModeration(moderator, {
      requestId: 'request-1',
      signal: new AbortController().signal,
      toRecordedPath: (path) => path.replace('messages[0].content', 'system'),
      onVerdict: ({ path }) => void seen.push(path),
    });
    const location = { stage: 'input', role: 'user', path: 'messages[0].content' } as const;
    await moderation.text('fine', location);
    await moderation.value(['fine'], location);
    await moderation.view({ ...location, text: { parts: ['fine'], isPlain: true }, earlier: [] });
    expect(await getError(moderation.text('bad', location))).toMatchObject({ param: 'messages[0].content' });
    expect(new Set(recorded)).toEqual(new Set(['system']));
    expect(new Set(seen)).toEqual(new Set(['messages[0].content']));
  });

  it('returns all texts in their order when none is blocked', async () => {
    expect(await createModeration().moderate(['fine 9', 'fine', 'fine 3'])).toEqual(['fine 9', 'fine', 'fine 3']);
  });

  it('ends at once when the caller leaves', async () => {
    const caller = new AbortController();
    const { moderate } = createModeration(caller.signal);
    const moderating = moderate(['hang', 'hang']);
    caller.abort(new Error('left'));
    await expect(moderating).rejects.toThrow('left');
  });
});
