import { describe, expect, it } from '@jest/globals';
import { type AuditEvent, type Classifier, definePolicy, Moderator } from '@leeward/moderation';
import { OpenAiError } from '../errors/openai-error.js';
import { InputModeration } from './moderate-input.js';

/** Blocks a text that is bad, after as many turns as the text says; for one that hangs it has no answer until it is called off. */
const slow: Classifier = {
  name: 'slow',
  categories: ['x/bad'],
  classify: async ({ text }, { signal }) => {
    if (text.includes('hang'))
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('called off'))));
    for (let turns = Number(/\d+/.exec(text)?.[0] ?? 0); turns > 0; turns -= 1)
      await new Promise((resolve) => setImmediate(resolve));
    return { scores: { 'x/bad': text.includes('bad') ? 1 : 0 }, spans: [], scanned: { start: 0, end: text.length } };
  },
};

function approvalOf(signal = new AbortController().signal) {
  const events: AuditEvent[] = [];
  const policy = definePolicy({ name: 'test', version: '1', otherClassifiers: { timeoutMs: 120_000 } });
  const moderator = new Moderator({ policy, classifiers: [slow], onDecision: (event) => void events.push(event) });
  const approval = new InputModeration(moderator, { requestId: 'request-1', signal });
  const approve = (texts: readonly string[]) =>
    Promise.all(texts.map((text, index) => approval.text(text, { stage: 'input', role: 'user', path: String(index) })));
  return { approve, events };
}

/** What the caller is told. */
async function refused(approving: Promise<unknown>) {
  const error: unknown = await approving.catch((thrown: unknown) => thrown);
  return error instanceof OpenAiError ? error.body().error : error;
}

describe('InputApproval', () => {
  it.each([
    [['fine 9', 'bad 9', 'bad'], '1'],
    [['bad 9', 'fine', 'bad'], '0'],
    [['bad', 'bad 9', 'hang'], '0'],
  ])('tells the first text in order that is blocked: %j', async (texts, param) => {
    expect(await refused(approvalOf().approve(texts))).toMatchObject({
      code: 'content_filter',
      param,
      categories: ['x/bad'],
    });
  });

  it('calls off the checks behind a text that is blocked, and records none of them as passed', async () => {
    const { approve, events } = approvalOf();
    const texts = ['fine', 'bad', ...Array.from({ length: 24 }, () => 'hang')];
    expect(await refused(approve(texts))).toMatchObject({ code: 'content_filter', param: '1' });
    // Those that had not begun are recorded as well: every text has its record.
    while (events.length < texts.length) await new Promise((resolve) => setImmediate(resolve));
    const calledOff = events.filter(({ path }) => Number(path) > 1);
    expect(calledOff).toHaveLength(texts.length - 2);
    for (const event of calledOff) {
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

  it('lets all texts pass that are fine, in their order', async () => {
    expect(await approvalOf().approve(['fine 9', 'fine', 'fine 3'])).toEqual(['fine 9', 'fine', 'fine 3']);
  });

  it('ends at once when the caller leaves', async () => {
    const caller = new AbortController();
    const { approve } = approvalOf(caller.signal);
    const approving = approve(['hang', 'hang']);
    caller.abort(new Error('left'));
    await expect(approving).rejects.toThrow('left');
  });
});
