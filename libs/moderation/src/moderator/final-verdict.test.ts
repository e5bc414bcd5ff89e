import { describe, expect, it } from '@jest/globals';

import { type AuditEvent } from '../audit/audit-event.js';
import { type AuditSink } from '../audit/audit-sink.js';
import { type Classifier } from '../contract/classifier.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { isReleasable, type Verdict } from '../contract/verdict.js';
import { gateText } from '../streaming/gate-stream.js';
import { definePolicy } from '../policy/parse-policy.js';
import { type PolicyDocument } from '../policy/schema/policy-schema.js';
import { Moderator, type Shadow } from './moderator.js';
import { ShadowPolicy } from './shadow-policy.js';

const input = { stage: 'input', role: 'user', path: 'text', requestId: 'request-1' } as const;

const classifier: Classifier = {
  name: 'own',
  categories: ['x/own'],
  classify: async ({ text }) => ({
    scores: { 'x/own': text === 'forbidden' ? 1 : 0 },
    spans: [],
    scanned: { start: 0, end: text.length },
  }),
};

const throwing: AuditSink = {
  write: () => {
    throw new Error('disk full');
  },
};
const rejecting: AuditSink = { write: () => Promise.reject(new Error('disk full')) };
const hanging: AuditSink = { write: () => new Promise<void>(() => undefined) };
const slow: AuditSink = { write: () => new Promise<void>((resolve) => setTimeout(resolve, 5)) };

/** Writes some records, then no more: a disk that is full. */
function failFrom(count: number): AuditSink {
  let written = 0;
  return { write: () => ((written += 1) < count ? undefined : rejecting.write({} as AuditEvent)) };
}

/** Collects the verdicts that the listener, the shadow and `onVerdict` get. */
function observe(auditSink: AuditSink, audit: PolicyDocument['audit'] = {}) {
  const events: AuditEvent[] = [];
  const shadowed: Verdict[] = [];
  const verdicts: Verdict[] = [];
  const shadow: Shadow = { follow: () => (_: ModerationInput, verdict: Verdict) => void shadowed.push(verdict) };
  const moderator = new Moderator({
    policy: definePolicy({ name: 'test', version: '1', audit: { timeoutMs: 20, ...audit } }),
    classifiers: [classifier],
    onDecision: (event) => void events.push(event),
    auditSink,
    shadow,
  });
  return { moderator, events, shadowed, verdicts, onVerdict: (verdict: Verdict) => void verdicts.push(verdict) };
}

const sinks = [
  ['throws', throwing, 'failed'],
  ['rejects', rejecting, 'failed'],
  ['hangs', hanging, 'timeout'],
] as const;

describe('the final verdict of a text', () => {
  it.each(sinks)('is an error everywhere when the audit sink %s', async (_, sink, code) => {
    const { moderator, events, shadowed, verdicts, onVerdict } = observe(sink);
    const verdict = await moderator.moderate({ ...input, text: 'Hello' }, { onVerdict });
    expect(verdict).toMatchObject({ outcome: 'error', cause: { classifier: 'audit', code } });
    expect(verdicts).toEqual([verdict]);
    expect(shadowed).toEqual([verdict]);
    expect(events).toMatchObject([{ outcome: 'error', failures: [{ classifier: 'audit', code }] }]);
  });

  it.each(sinks)('is allow with the failure when the sink %s and audit.onError is allow', async (_, sink, code) => {
    const { moderator, events, shadowed, verdicts, onVerdict } = observe(sink, { onError: 'allow' });
    const verdict = await moderator.moderate({ ...input, text: 'Hello' }, { onVerdict });
    expect(verdict).toMatchObject({ outcome: 'allow', failures: [{ classifier: 'audit', code }] });
    expect(verdict.reason).toContain('audit');
    expect(verdicts).toEqual([verdict]);
    expect(shadowed).toEqual([verdict]);
    expect(events).toMatchObject([{ outcome: 'allow', failures: [{ classifier: 'audit', code }] }]);
  });

  it('stays a block that lists the failure of the audit sink', async () => {
    const { moderator, events, shadowed, verdicts, onVerdict } = observe(rejecting);
    const verdict = await moderator.moderate({ ...input, text: 'forbidden' }, { onVerdict });
    expect(verdict).toMatchObject({ outcome: 'block', failures: [{ classifier: 'audit' }] });
    expect(verdicts).toEqual([verdict]);
    expect(shadowed).toEqual([verdict]);
    expect(events).toMatchObject([{ outcome: 'block', failures: [{ classifier: 'audit' }] }]);
  });

  it('is reported only after the audit sink has answered, and written as it was decided', async () => {
    const order: string[] = [];
    const written: AuditEvent[] = [];
    const moderator = new Moderator({
      policy: definePolicy({ name: 'test', version: '1' }),
      classifiers: [classifier],
      onDecision: () => void order.push('listener'),
      auditSink: {
        write: async (event) => {
          await slow.write(event);
          written.push(event);
          order.push('sink');
        },
      },
      shadow: { follow: () => () => void order.push('shadow') },
    });
    await moderator.moderate({ ...input, text: 'Hello' }, { onVerdict: () => void order.push('caller') });
    expect(order).toEqual(['sink', 'listener', 'shadow', 'caller']);
    expect(written).toMatchObject([{ outcome: 'allow', failures: [] }]);
  });

  it('survives a listener that throws', async () => {
    const { moderator } = observe(slow);
    const onVerdict = (): never => {
      throw new Error('listener');
    };
    expect(await moderator.moderate({ ...input, text: 'Hello' }, { onVerdict })).toMatchObject({ outcome: 'allow' });
  });

  it('releases nothing of a window when the audit sink fails', async () => {
    const { moderator } = observe(rejecting);
    const { verdict, releasableTo } = await moderator.moderateWindow({ ...input, text: 'Hello' });
    expect([isReleasable(verdict), releasableTo]).toEqual([false, 0]);
  });
});

describe('the final verdict of a refusal', () => {
  const cause = { classifier: 'gate', code: 'too-long', message: 'Too long.' } as const;

  it.each([
    ...sinks.map(([name, sink, code]) => [name, 'block', sink, code] as const),
    ...sinks.map(([name, sink, code]) => [name, 'allow', sink, code] as const),
  ])('keeps its cause and lists the failure when the sink %s (audit.onError %s)', async (_, onError, sink, code) => {
    const { moderator, events, verdicts, onVerdict } = observe(sink, { onError });
    const verdict = await moderator.refuse({ ...input, text: '' }, cause, { onVerdict });
    expect(verdict).toMatchObject({ outcome: 'error', cause, failures: [cause, { classifier: 'audit', code }] });
    expect(verdicts).toEqual([verdict]);
    expect(events).toMatchObject([{ outcome: 'error', failures: [cause, { classifier: 'audit', code }] }]);
  });

  it('is reported once when the sink has written it', async () => {
    const { moderator, events, verdicts, onVerdict } = observe(slow);
    const verdict = await moderator.refuse({ ...input, text: '' }, cause, { onVerdict });
    expect(verdict).toMatchObject({ outcome: 'error', cause, failures: [cause] });
    expect(verdicts).toEqual([verdict]);
    expect(events).toMatchObject([{ outcome: 'error', failures: [cause] }]);
  });

  it('is not compared by a shadow: no text was moderated', async () => {
    const { moderator, shadowed } = observe(slow);
    await moderator.refuse({ ...input, text: '' }, cause);
    expect(shadowed).toEqual([]);
  });
});

describe('a shadow policy beside an audit sink that fails', () => {
  it('compares nothing: the failure says nothing about either policy', async () => {
    const shadow = new ShadowPolicy({ policy: definePolicy({ name: 'candidate', version: '1' }) });
    const policy = definePolicy({ name: 'test', version: '1' });
    const moderator = new Moderator({ policy, classifiers: [classifier], auditSink: rejecting, shadow });
    await moderator.moderate({ ...input, text: 'Hello' });
    await shadow.settled();
    expect([shadow.compared, shadow.different]).toEqual([0, 0]);
  });
});

describe('the verdicts of a stream', () => {
  async function* write(): AsyncGenerator<string> {
    for (let index = 0; index < 20; index += 1) yield `The ferry leaves at nine, part ${index}. `;
  }

  it.each([
    ['succeeds', { write: () => undefined }, 'finish'],
    ['fails from the third record on', failFrom(3), 'stop'],
  ] as const)('are what the listener hears, window by window, when the audit sink %s', async (_, sink, end) => {
    const { moderator, events, verdicts, onVerdict } = observe(sink);
    const seen = [];
    for await (const event of gateText(write(), moderator, { requestId: 'request-1', onVerdict })) seen.push(event);
    const last = seen.at(-1);
    expect(last?.type).toBe(end);
    expect(verdicts.length).toBeGreaterThan(2);
    expect(events.map(({ outcome, failures }) => ({ outcome, failures }))).toEqual(
      verdicts.map(({ outcome, failures }) => ({ outcome, failures })),
    );
    if (last?.type === 'stop') expect(last.verdict).toBe(verdicts.at(-1));
  });
});
