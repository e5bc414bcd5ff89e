import { describe, expect, it } from '@jest/globals';

import { type AuditEvent } from '../../audit/audit-event.js';
import { type Classifier } from '../../contract/classifier.js';
import { type ModerationInput } from '../../contract/moderation-input.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { type PolicyDocument } from '../../policy/schema/policy-schema.js';
import { applyVerdict } from '../../redaction/apply-redactions.js';
import { createModerator } from '../create-moderator.js';
import { Moderator } from '../moderator.js';

const input: ModerationInput = { stage: 'input', role: 'user', path: 'text', requestId: 'request-1', text: 'Hello' };

function policyWith(document: Partial<PolicyDocument> = {}): ModerationPolicy {
  return definePolicy({ name: 'test', version: '1', ...document });
}

/** Counts the texts that a classifier is asked for. */
function counting(options: { policy?: ModerationPolicy; version?: string | undefined; fail?: () => boolean } = {}) {
  const { fail = () => false } = options;
  const asked: string[] = [];
  const events: AuditEvent[] = [];
  let policy = options.policy ?? policyWith();
  const classifier: Classifier = {
    name: 'own',
    version: 'version' in options ? options.version : '1',
    categories: ['x/own'],
    classify: async ({ text }) => {
      asked.push(text);
      if (fail()) throw new Error('out of order');
      return { scores: { 'x/own': 0 }, spans: [], scanned: { start: 0, end: text.length } };
    },
  };
  const moderator = new Moderator({
    policy: { current: () => policy },
    classifiers: [classifier],
    onDecision: (event) => void events.push(event),
  });
  return { moderator, asked, events, setPolicy: (next: ModerationPolicy) => void (policy = next) };
}

describe('the remembered results of classifiers', () => {
  it('are used for the same text, and each decision is recorded all the same', async () => {
    const { moderator, asked, events } = counting();
    for (const requestId of ['request-1', 'request-2'])
      await moderator.moderate({ ...input, requestId, path: requestId });
    expect(asked).toEqual(['Hello']);
    expect(events.map(({ requestId, path, outcome }) => [requestId, path, outcome])).toEqual([
      ['request-1', 'request-1', 'allow'],
      ['request-2', 'request-2', 'allow'],
    ]);
  });

  it.each<[string, Partial<ModerationInput>]>([
    ['text', { text: 'Hello.' }],
    ['stage', { stage: 'tool-result' }],
    ['role', { role: 'assistant' }],
    ['start of what is new', { moderatedTo: 2 }],
  ])('are not used for another %s', async (_, change) => {
    const { moderator, asked } = counting();
    await moderator.moderate(input);
    await moderator.moderate({ ...input, ...change });
    expect(asked).toHaveLength(2);
  });

  it('tell texts apart that differ in half a character only', async () => {
    const { moderator, asked } = counting();
    for (const text of ['\ud83d', '\ud83c', '\ufffd']) await moderator.moderate({ ...input, text });
    expect(asked).toHaveLength(3);
  });

  it.each<[string, Parameters<typeof counting>[0], Partial<ModerationInput>]>([
    ['for a classifier without a version', { version: undefined }, {}],
    ['when the policy sets their number to 0', { policy: policyWith({ limits: { maximumCachedResults: 0 } }) }, {}],
    ['for a window of a stream', {}, { partial: true }],
    ['for a classifier that failed', { fail: () => true }, {}],
  ])('are not kept %s', async (_, options, change) => {
    const { moderator, asked } = counting(options);
    for (let turn = 0; turn < 2; turn += 1) await moderator.moderate({ ...input, ...change });
    expect(asked).toHaveLength(2);
  });

  it('are not used under a policy that was changed without a new version', async () => {
    const { moderator, asked, setPolicy } = counting();
    await moderator.moderate(input);
    setPolicy(policyWith({ categories: { 'x/own': { threshold: 0.1 } } }));
    await moderator.moderate(input);
    expect(asked).toHaveLength(2);
  });

  it('are forgotten beyond the limit, the one that was not used for longest first', async () => {
    const { moderator, asked } = counting({ policy: policyWith({ limits: { maximumCachedResults: 2 } }) });
    for (const text of ['one', 'two', 'one', 'three', 'one', 'two']) await moderator.moderate({ ...input, text });
    expect(asked).toEqual(['one', 'two', 'three', 'two']);
  });

  it('do not let a text pass whose caller has left', async () => {
    const { moderator } = counting();
    await moderator.moderate(input);
    const verdict = await moderator.moderate(input, { signal: AbortSignal.abort() });
    expect(verdict).toMatchObject({ outcome: 'error', cause: { code: 'aborted' } });
  });

  it('give each conversation its own placeholders', async () => {
    const moderator = createModerator();
    const text = 'Mail bob@harbour.org';
    const redact = async (conversationId: string) =>
      applyVerdict(text, await moderator.moderate({ ...input, text, conversationId }));
    const [first, again, other] = [await redact('a'), await redact('a'), await redact('b')];
    expect(first).toMatch(/^Mail \[/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});
