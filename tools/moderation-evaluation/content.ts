import { createModerator, createWordsClassifier } from '../../libs/moderation/src/index.js';
import { type Figure } from './figure.js';
import { readRows } from './read-rows.js';
import { judge } from './share-found.js';

/** One text, and whether its set calls it harmful. */
interface ContentRow {
  readonly text: string;
  readonly isHarmful: boolean;
}

/** A set of texts, and what other products reach on it. */
interface ContentSet {
  readonly name: string;
  readonly file: string;
  /** Its column that tells harmful (1) from harmless (0). */
  readonly column: string;
  readonly peers: { readonly f1?: string; readonly precision?: string; readonly flagged?: string };
  /** Of its harmless texts, at most this share is to be stopped. */
  readonly mostStopped?: number;
}

const sets: readonly ContentSet[] = [
  {
    name: 'OpenAI',
    file: 'eval-openai-moderation-a.jsonl.gz',
    column: 'harmful',
    mostStopped: 0.05,
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
 * How the local classifiers judge content: what the keyword filter finds at all, whatever the policy does about it, and what the
 * balanced policy stops. Judging content takes a model: these figures say how far words go.
 */
export async function measureContent(directory: string): Promise<readonly Figure[]> {
  const figures = await Promise.all(sets.map((set) => measureSet(directory, set)));
  return figures.flat();
}

async function measureSet(
  directory: string,
  { name, file, column, peers, mostStopped }: ContentSet,
): Promise<readonly Figure[]> {
  const rows = (await readRows<Readonly<Record<string, unknown>>>(directory, file)).map((row): ContentRow => ({
    text: String(row['text']),
    isHarmful: row[column] === 1,
  }));
  const words = createWordsClassifier();
  const moderator = createModerator();
  const judged: {
    readonly isHarmful: boolean;
    readonly score: number;
    readonly isStopped: boolean;
    readonly isTakenForInjection: boolean;
  }[] = [];
  for (const { text, isHarmful } of rows) {
    const { spans } = await judge(words, text);
    const score = spans.reduce((highest, span) => Math.max(highest, span.score), 0);
    const { outcome, findings } = await moderator.moderate({
      stage: 'input',
      role: 'user',
      text,
      path: 'text',
      requestId: 'evaluation',
    });
    const isTakenForInjection = findings.some(
      ({ action, classifiers }) => action === 'block' && classifiers.includes('injection'),
    );
    judged.push({ isHarmful, score, isStopped: outcome === 'block', isTakenForInjection });
  }
  const harmful = judged.filter(({ isHarmful }) => isHarmful);
  const harmless = judged.filter(({ isHarmful }) => !isHarmful);
  const share = (of: typeof judged, counts: (one: (typeof judged)[number]) => boolean): number =>
    of.filter(counts).length / Math.max(1, of.length);
  const isFound = ({ score }: { readonly score: number }): boolean => score > 0;
  const hits = harmful.filter(isFound).length;
  const alarms = harmless.filter(isFound).length;
  const figure = (title: string, value: number, on: number, others?: string, atMost?: number): Figure => ({
    area: 'content',
    name: `${name}: ${title}`,
    value,
    rows: on,
    ...(others === undefined ? {} : { peers: others }),
    ...(atMost === undefined ? {} : { target: { atMost } }),
  });
  return [
    figure('F1 of words', (2 * hits) / Math.max(1, hits + alarms + harmful.length), judged.length, peers.f1),
    figure('AUPRC of words', averagePrecision(judged), judged.length, peers.precision),
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
      mostStopped,
    ),
    figure(
      'harmless stopped as injections',
      share(harmless, ({ isTakenForInjection }) => isTakenForInjection),
      harmless.length,
    ),
  ];
}

/** The area under the curve of precision over recall, as average precision; texts of one score count together. */
function averagePrecision(judged: readonly { readonly isHarmful: boolean; readonly score: number }[]): number {
  const scores = [...new Set(judged.map(({ score }) => score))].sort((a, b) => b - a);
  const positives = judged.filter(({ isHarmful }) => isHarmful).length;
  let area = 0;
  let recalled = 0;
  for (const threshold of scores) {
    const taken = judged.filter(({ score }) => score >= threshold);
    const hits = taken.filter(({ isHarmful }) => isHarmful).length;
    area += ((hits - recalled) / Math.max(1, positives)) * (hits / taken.length);
    recalled = hits;
  }
  return area;
}
