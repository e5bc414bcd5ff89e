import { describe, expect, it } from '@jest/globals';

import { createFakeGuardModel } from '../../../testing/fake-encoder.js';
import { gardenExamples, WordEncoder } from '../../../testing/word-encoder.js';
import { type AuditEvent } from '../../audit/audit-event.js';
import { gateText } from '../../streaming/gate-stream.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { createModerator } from '../../moderator/create-moderator.js';
import { ShadowPolicy, type ShadowDifference } from '../../moderator/shadow-policy.js';
import { definePolicy, presetPolicy } from '../../policy/parse-policy.js';
import { type PolicyDocument } from '../../policy/schema/policy-schema.js';
import { guardClassifier } from '../guard/guard-classifier.js';
import { describeExampleReport, type ExampleReport } from './example-report.js';
import { examplesClassifier } from './examples-classifier.js';
import { ordinaryTexts } from './ordinary-texts.js';

type Rule = NonNullable<PolicyDocument['categories']>[string];

const garden: Rule = { examples: [...gardenExamples.examples], counterExamples: [...gardenExamples.counterExamples] };

function defineTopic(rule: Rule = garden, changes: Partial<PolicyDocument> = {}): ModerationPolicy {
  return definePolicy({ name: 'shop', version: '1', categories: { 'x/garden': rule }, ...changes });
}

const belongs = 'please water the roses of our garden';
const doesNot = 'the ferry leaves at noon';

describe('examplesClassifier', () => {
  it('finds texts like the examples, and no others', async () => {
    const reports: ExampleReport[] = [];
    const learner = examplesClassifier({
      encoder: new WordEncoder(),
      onLearned: (_, learned) => void reports.push(...learned),
    });
    const moderator = createModerator({ policy: defineTopic(), classifiers: [learner] });
    await moderator.ready();
    expect(reports).toEqual(learner.report(moderator.policy));
    expect(reports).toMatchObject([
      { category: 'x/garden', counts: { examples: 8, counterExamples: 5 }, recall: 0.875, precision: 1, isWeak: false },
    ]);
    const found = await moderator.check(belongs);
    expect(found).toMatchObject({
      outcome: 'block',
      findings: [{ category: 'x/garden', classifiers: ['examples'], threshold: 0.5, action: 'block' }],
    });
    for (const text of [doesNot, 'how do I prune a decision tree', ...ordinaryTexts.slice(0, 20)]) {
      expect(await moderator.check(text)).toMatchObject({
        outcome: 'allow',
        scores: { 'x/garden': expect.any(Number) },
      });
    }
  });

  it('learns at the first check when it was not prepared, and once for all that wait', async () => {
    const encoder = new WordEncoder();
    const moderator = createModerator({ policy: defineTopic(), classifiers: [examplesClassifier({ encoder })] });
    const outcomes = await Promise.all(
      [belongs, doesNot, belongs].map(async (text) => (await moderator.check(text)).outcome),
    );
    expect(outcomes).toEqual(['block', 'allow', 'block']);
    expect(encoder.texts.filter((text) => text === `user: ${gardenExamples.examples[0]?.toLowerCase()}`)).toHaveLength(
      1,
    );
  });

  it('gives the same scores as the next process, in any order of the categories', async () => {
    const other: Rule = { examples: ['red wine', 'white wine', 'a dry wine', 'wine from Italy', 'wine and cheese'] };
    const scoreWith = async (categories: PolicyDocument['categories']) => {
      const policy = defineTopic(garden, { categories });
      const moderator = createModerator({ policy, classifiers: [examplesClassifier({ encoder: new WordEncoder() })] });
      return (await moderator.check(belongs)).scores['x/garden'];
    };
    const score = await scoreWith({ 'x/garden': garden, 'x/wine': other });
    expect(await scoreWith({ 'x/wine': other, 'x/garden': garden })).toBe(score);
  });

  it('reads each window once for the guard and for itself', async () => {
    const encoder = new WordEncoder(5);
    const guard = guardClassifier({ encoder, model: createFakeGuardModel() });
    const moderator = createModerator({ policy: defineTopic(), guard, classifiers: [examplesClassifier({ encoder })] });
    await moderator.ready();
    encoder.texts.length = 0;
    await moderator.check(doesNot);
    expect(encoder.texts).toEqual([`user: ${doesNot.toLowerCase()}`]);
  });

  it('finds a passage in a long text, and says which sentence it was', async () => {
    const classifiers = [examplesClassifier({ encoder: new WordEncoder() })];
    const moderator = createModerator({ policy: defineTopic(), classifiers });
    const filler = 'The committee met on Monday and talked about the budget of the next year. '.repeat(30);
    const passage = 'When should I prune the roses in the garden, and which compost do garden roses need in spring?';
    const text = `${filler}${passage}`;
    const verdict = await moderator.check(text);
    expect(verdict.outcome).toBe('block');
    const [span] = verdict.findings[0]?.spans ?? [];
    expect(text.slice(span?.start, span?.end)).toBe(passage);
  });

  it('stops a stream before the passage is released', async () => {
    const classifiers = [examplesClassifier({ encoder: new WordEncoder() })];
    const moderator = createModerator({
      policy: defineTopic(garden, { gate: { maximumWaitMs: 60_000 } }),
      classifiers,
    });
    async function* write() {
      for (const word of `${belongs} and plant garden roses`.split(' ')) yield `${word} `;
    }
    let released = '';
    let last: string | undefined;
    for await (const event of gateText(write(), moderator, { requestId: 'r' })) {
      if (event.type === 'text-delta') released += event.text;
      last = event.type;
    }
    expect(last).toBe('stop');
    expect(released).not.toContain('rose');
  });

  it('takes part in records, in shadow policies and in the fingerprint', async () => {
    const events: AuditEvent[] = [];
    const differences: ShadowDifference[] = [];
    const classifiers = [examplesClassifier({ encoder: new WordEncoder() })];
    const shadow = new ShadowPolicy({
      policy: defineTopic({ ...garden, action: 'flag' }),
      onDifference: (difference) => void differences.push(difference),
    });
    const moderator = createModerator({
      policy: defineTopic(),
      classifiers,
      shadow,
      onDecision: (event) => void events.push(event),
    });
    await moderator.ready();
    await moderator.check(belongs);
    await shadow.settled();
    expect(events).toMatchObject([{ outcome: 'block', findings: [{ category: 'x/garden' }] }]);
    expect(differences).toMatchObject([
      { active: { outcome: 'block' }, candidate: { outcome: 'allow', categories: ['x/garden'] } },
    ]);
    const changed = { ...garden, examples: [...gardenExamples.examples, 'the garden of roses'] };
    const other = createModerator({ policy: defineTopic(changed), classifiers });
    expect(other.fingerprint).not.toBe(moderator.fingerprint);
  });

  it('does not run under a policy without examples', async () => {
    const encoder = new WordEncoder();
    const moderator = createModerator({ classifiers: [examplesClassifier({ encoder })] });
    await moderator.ready();
    const { classifierLatencyMs } = await moderator.check(belongs);
    expect(classifierLatencyMs).not.toHaveProperty('examples');
    expect(encoder.texts).toEqual([]);
    expect(moderator.coverage.map(({ classifier }) => classifier)).not.toContain('examples');
  });

  it('fails closed while its encoder fails, and learns when it works again', async () => {
    const encoder = new WordEncoder();
    const moderator = createModerator({ policy: defineTopic(), classifiers: [examplesClassifier({ encoder })] });
    encoder.error = new Error('the process of the encoder ended');
    expect(await moderator.check(doesNot)).toMatchObject({
      outcome: 'error',
      cause: { classifier: 'examples', code: 'failed' },
      scores: { 'x/garden': null },
    });
    await expect(moderator.ready()).rejects.toThrow('the process of the encoder ended');
    encoder.error = undefined;
    expect(await moderator.check(doesNot)).toMatchObject({ outcome: 'allow' });
  });

  it('names an example that is too long for the encoder, without its text', async () => {
    const long = 'cabbage '.repeat(30).trim();
    const policy = defineTopic({ examples: [...gardenExamples.examples, long] });
    const classifiers = [examplesClassifier({ encoder: new WordEncoder(64, 20 + 8) })];
    const ready = createModerator({ policy, classifiers }).ready();
    await expect(ready).rejects.toThrow(
      /policy shop: categories\.x\/garden\.examples\.8: has more tokens than the encoder reads/,
    );
    await expect(ready).rejects.not.toThrow(/cabbage/);
  });

  it('warns when examples and counter-examples are the same kind of text, and names them by index', async () => {
    const texts = [...gardenExamples.examples, ...gardenExamples.counterExamples];
    const mixed: Rule = {
      examples: texts.filter((_, index) => index % 2 === 0),
      counterExamples: texts.filter((_, index) => index % 2 === 1),
    };
    const reports: ExampleReport[] = [];
    const classifiers = [
      examplesClassifier({ encoder: new WordEncoder(), onLearned: (_, learned) => void reports.push(...learned) }),
    ];
    await createModerator({ policy: defineTopic(mixed), classifiers }).ready();
    const [report] = reports;
    expect(report?.isWeak).toBe(true);
    const line = report === undefined ? '' : describeExampleReport(report);
    expect(line).toMatch(
      /^x\/garden was learned from 7 examples and 6 counter-examples, and cannot be told apart well/,
    );
    expect(line).toMatch(/examples that are not found: \d+(, \d+)*/);
    expect(line).not.toMatch(/roses|wine|tree/);
  });

  it('measures at the lowest threshold of all stages', async () => {
    const policy = defineTopic(
      { ...garden, threshold: 0.6 },
      { stages: { output: { categories: { 'x/garden': { threshold: 0.01 } } } } },
    );
    const learner = examplesClassifier({ encoder: new WordEncoder() });
    await createModerator({ policy, classifiers: [learner] }).ready();
    expect(learner.report(policy)).toMatchObject([{ threshold: 0.01, recall: 1, isWeak: true }]);
  });

  it('measures at its own threshold, and not at that of other classifiers', async () => {
    const policy = defineTopic({ ...garden, threshold: 0.01, thresholds: { examples: 0.6, guard: 0.001 } });
    const learner = examplesClassifier({ encoder: new WordEncoder() });
    const guard = guardClassifier({ encoder: new WordEncoder(5), model: createFakeGuardModel() });
    await createModerator({ policy, guard, classifiers: [learner] }).ready();
    expect(learner.report(policy)).toMatchObject([{ threshold: 0.6 }]);
    expect(learner.report(presetPolicy('strict'))).toBeUndefined();
  });
});
