import { createModerator, createWordsClassifier } from '../../libs/moderation/src/index.js';
import { type Figure } from './figure.js';
import { readRows } from './read-rows.js';
import { classify } from './share-found.js';

/** Describes one text and its label. */
interface ContentRow {
  readonly text: string;
  readonly isHarmful: boolean;
}

/** Describes a set of labelled texts, with values of other products for comparison. */
interface ContentSet {
  readonly name: string;
  readonly file: string;
  /** The column with the label: 1 is harmful, 0 harmless. */
  readonly column: string;
  readonly peers: { readonly f1?: string; readonly precision?: string; readonly flagged?: string };
  /** The maximum share of its harmless texts that may be blocked. */
  readonly maximumStopped?: number;
}

const sets: readonly ContentSet[] = [
  {
    name: 'OpenAI',
    file: 'eval-openai-moderation-a.jsonl.gz',
    column: 'harmful',
    maximumStopped: 0.05,
    peers: {
      f1: 'keyword filters .64-.65, n-grams .63; on all 1,680 rows: Granite Guardian .853, Llama Guard .841, WildGuard .816, HarmAug .815, DuoGuard .790, GLiGuard .743',
      precision:
        'n-grams .68-.705, llm_guardrail .324; on all 1,680 rows: ShieldGemma 9B .907, 2B .887, OpenAI API .856, Llama Guard .847, Perspective .787',
    },
  },
  {
    name: 'XSTest',
    file: 'eval-xstest.jsonl.gz',
    column: 'unsafe',
    peers: {
      flagged:
        'WildGuard .012, Llama Guard and DuoGuard .028, HarmAug .036, Granite Guardian .164, GLiGuard .184, n-grams .49-.66',
    },
  },
  { name: 'HateCheck', file: 'eval-hatecheck.jsonl.gz', column: 'hateful', peers: {} },
  { name: 'Surge', file: 'eval-surge.jsonl.gz', column: 'toxic', peers: {} },
];

/**
 * Measures the local classifiers on content: all findings of the keyword filter, and the texts that the balanced policy blocks.
 * Content moderation needs a model; these figures show how far a list of words gets.
 */
export async function measureContent(directory: string): Promise<readonly Figure[]> {
  const figures = await Promise.all(sets.map((set) => measureSet(directory, set)));
  return figures.flat();
}

async function measureSet(
  directory: string,
  { name, file, column, peers, maximumStopped }: ContentSet,
): Promise<readonly Figure[]> {
  const rows = (await readRows<Readonly<Record<string, unknown>>>(directory, file)).map((row): ContentRow => ({
    text: String(row['text']),
    isHarmful: row[column] === 1,
  }));
  const words = createWordsClassifier();
  const moderator = createModerator();
  const results: {
    readonly isHarmful: boolean;
    readonly score: number;
    readonly isStopped: boolean;
    readonly isBlockedAsInjection: boolean;
  }[] = [];
  for (const { text, isHarmful } of rows) {
    const { spans } = await classify(words, text);
    const score = spans.reduce((highest, span) => Math.max(highest, span.score), 0);
    const { outcome, findings } = await moderator.moderate({
      stage: 'input',
      role: 'user',
      text,
      path: 'text',
      requestId: 'evaluation',
    });
    const isBlockedAsInjection = findings.some(
      ({ action, classifiers }) => action === 'block' && classifiers.includes('injection'),
    );
    results.push({ isHarmful, score, isStopped: outcome === 'block', isBlockedAsInjection });
  }
  const harmful = results.filter(({ isHarmful }) => isHarmful);
  const harmless = results.filter(({ isHarmful }) => !isHarmful);
  const share = (of: typeof results, counts: (one: (typeof results)[number]) => boolean): number =>
    of.filter(counts).length / Math.max(1, of.length);
  const isFound = ({ score }: { readonly score: number }): boolean => score > 0;
  const hits = harmful.filter(isFound).length;
  const alarms = harmless.filter(isFound).length;
  const figure = (title: string, value: number, on: number, others?: string, atMost?: number): Figure => ({
    area: 'content',
    name: `${name}: ${title}`,
    value,
    rows: on,
    peers: others,
    target: atMost === undefined ? undefined : { atMost },
  });
  return [
    figure('F1 of words', (2 * hits) / Math.max(1, hits + alarms + harmful.length), results.length, peers.f1),
    figure('AUPRC of words', computeAveragePrecision(results), results.length, peers.precision),
    figure('harmful with a word', share(harmful, isFound), harmful.length),
    figure('harmless with a word', share(harmless, isFound), harmless.length, peers.flagged),
    figure(
      'harmful stopped, balanced',
      share(harmful, ({ isStopped }) => isStopped),
      harmful.length,
    ),
    figure(
      'harmless stopped, balanced',
      share(harmless, ({ isStopped }) => isStopped),
      harmless.length,
      undefined,
      maximumStopped,
    ),
    figure(
      'harmless stopped as injections',
      share(harmless, ({ isBlockedAsInjection }) => isBlockedAsInjection),
      harmless.length,
    ),
  ];
}

/** Computes average precision, the area under the precision-recall curve. Texts of one score count together. */
function computeAveragePrecision(results: readonly { readonly isHarmful: boolean; readonly score: number }[]): number {
  const scores = [...new Set(results.map(({ score }) => score))].sort((a, b) => b - a);
  const positives = results.filter(({ isHarmful }) => isHarmful).length;
  let area = 0;
  let recalled = 0;
  for (const threshold of scores) {
    const flagged = results.filter(({ score }) => score >= threshold);
    const hits = flagged.filter(({ isHarmful }) => isHarmful).length;
    area += ((hits - recalled) / Math.max(1, positives)) * (hits / flagged.length);
    recalled = hits;
  }
  return area;
}
