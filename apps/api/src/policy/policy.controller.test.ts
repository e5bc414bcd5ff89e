import { afterEach, describe, expect, it } from '@jest/globals';
import { createModerator, definePolicy, type ExampleReport, examplesClassifier } from '@leeward/moderation';
import { createApplication } from '../bootstrap/create-application.js';
import { ModelHost } from '../model/model-host.js';

const report: ExampleReport = {
  category: 'x/garden',
  threshold: 0.5,
  counts: { examples: 12, counterExamples: 8, ordinaryTexts: 68 },
  recall: 0.75,
  precision: 0.9,
  missedExamples: [0, 4, 11],
  foundCounterExamples: [2],
  foundOrdinaryTexts: 0,
  isWeak: false,
};
const texts = ['one rose', 'two roses', 'three roses', 'four roses', 'five roses'];

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

describe('GET /v1/policy', () => {
  it("describes the policy of the caller, and how well its categories were learned, without the policy's texts", async () => {
    const policy = definePolicy({
      name: 'shop',
      version: '4',
      categories: { 'x/garden': { examples: texts } },
      rules: [{ name: 'projects', words: ['project bluebird'] }],
    });
    const encoder = { name: 'none@1', dimensions: 1, encode: async () => [] };
    const moderator = createModerator({ policy, classifiers: [examplesClassifier({ encoder })] });
    const application = await createApplication({
      host: new ModelHost(),
      moderators: { defaultPolicy: 'shop', for: () => moderator },
      findExampleReports: (asked) => (asked === policy ? [report] : undefined),
      maxBodyBytes: 1_000,
    });
    close = () => application.close();
    await application.listen(0, '127.0.0.1');
    const response = await fetch(`${await application.getUrl()}/v1/policy`);
    const body = (await response.json()) as { readonly classifiers: readonly { readonly name: string }[] };
    expect(body).toMatchObject({
      id: 'leeward-shop-4',
      object: 'policy',
      name: 'shop',
      version: '4',
      learned: [
        {
          ...{ category: 'x/garden', threshold: 0.5, examples: 12, counter_examples: 8, ordinary_texts: 68 },
          ...{ precision: 0.9, recall: 0.75, missed_examples: [0, 4, 11], found_counter_examples: [2] },
          ...{ found_ordinary_texts: 0, weak: false },
        },
      ],
    });
    const stages = ['input', 'output', 'tool-call', 'tool-result', 'resume'];
    expect(body.classifiers).toContainEqual({ name: 'examples', categories: ['x/garden'], stages });
    expect(JSON.stringify(body)).not.toMatch(/rose|bluebird/);
  });
});
