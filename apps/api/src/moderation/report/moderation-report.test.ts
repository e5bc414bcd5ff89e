import { describe, expect, it } from '@jest/globals';
import { defaultPolicy, type Finding, type Verdict } from '@leeward/moderation';
import { ModerationReport } from './moderation-report.js';
import { presentChatModeration, presentResponseModeration } from './present-openai-moderation.js';

/** Creates a verdict; only the fields that reports read matter. */
function toVerdict(fields: Partial<Verdict> | { readonly findings: readonly Partial<Finding>[] }): Verdict {
  return { outcome: 'allow', stage: 'input', path: 'p', scores: {}, findings: [], failures: [], ...fields } as Verdict;
}

const found = (category: string, action = 'flag') => ({ category, action }) as Finding;

describe('ModerationReport', () => {
  it.each<[string, readonly Parameters<typeof toVerdict>[0][], string | undefined]>([
    ['nothing', [], undefined],
    ['texts without a finding', [{}, { stage: 'output' }], 'allowed'],
    ['a finding that is monitored', [{ findings: [found('hate', 'monitor')] }], 'allowed'],
    [
      'the gravest outcome and its stage',
      [{ outcome: 'redact' }, { outcome: 'block', stage: 'output' }],
      'blocked;stage=output',
    ],
    [
      'the first stage of equal outcomes',
      [{ outcome: 'redact' }, { outcome: 'redact', stage: 'output' }],
      'redacted;stage=input',
    ],
    ['a failure', [{ outcome: 'block' }, { outcome: 'error', stage: 'tool-result' }], 'failed;stage=tool-result'],
    ['a history that goes on', [{ outcome: 'block', history: 'drop' }], 'redacted;stage=input'],
    [
      'categories, sorted and once',
      [{ findings: [found('x/b'), found('hate')] }, { findings: [found('x/b')] }],
      'allowed;categories="hate x/b"',
    ],
  ])('sums up %s', (_, verdicts, summary) => {
    const report = new ModerationReport(defaultPolicy());
    for (const verdict of verdicts) report.add(toVerdict(verdict));
    expect(report.summary.present()).toBe(summary);
  });

  it('names 32 categories at most', () => {
    const report = new ModerationReport(defaultPolicy());
    report.add(toVerdict({ findings: Array.from({ length: 100 }, (_, index) => found(`x/${index}`)) }));
    expect(report.summary.present()?.split(' ')).toHaveLength(32);
  });
});

describe("OpenAI's form of a report", () => {
  it('separates the request from its choices, and keeps the highest score', () => {
    const report = new ModerationReport(defaultPolicy());
    report.add(toVerdict({ scores: { hate: 0.1, violence: null } }));
    report.add(toVerdict({ scores: { hate: 0.4 }, stage: 'tool-result', findings: [found('hate')] }));
    report.createListener(1)(toVerdict({ scores: { hate: 0.2 }, stage: 'tool-call' }));
    const { input, output } = presentChatModeration(report, 2);
    expect(input).toMatchObject({
      results: [{ flagged: true, categories: { hate: true }, category_scores: { hate: 0.4 } }],
    });
    expect(output).toMatchObject({ results: [{ categories: {} }, { flagged: false, category_scores: { hate: 0.2 } }] });
    expect(JSON.stringify(input)).not.toContain('violence');
  });

  it('has one result on each side for a response', () => {
    const report = new ModerationReport(defaultPolicy());
    report.add(toVerdict({ scores: { hate: 0.1 } }));
    report.add(toVerdict({ scores: { hate: 0.3 }, stage: 'output' }));
    expect(presentResponseModeration(report)).toMatchObject({
      input: { type: 'moderation_result', category_scores: { hate: 0.1 } },
      output: { type: 'moderation_result', category_scores: { hate: 0.3 } },
    });
  });

  it('is an error where the policy lets a text pass that nothing could judge', () => {
    const report = new ModerationReport(defaultPolicy());
    const failure = { classifier: 'guard', code: 'failed', message: 'no result' } as const;
    report.add(toVerdict({ scores: { hate: null }, failures: [failure] }));
    const error = { type: 'error', code: 'moderation_unavailable', message: expect.any(String) };
    expect(presentChatModeration(report, 1).input).toEqual(error);
    expect(presentResponseModeration(report).input).toEqual(error);
  });
});
