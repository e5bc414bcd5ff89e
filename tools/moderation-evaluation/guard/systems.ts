import { Presets, SingleBar } from 'cli-progress';

import {
  type Category,
  type CategoryScores,
  type Classifier,
  type ClassifierResult,
  definePolicy,
  localClassifiers,
  Moderator,
} from '../../../libs/moderation/src/index.js';
import { classify } from '../share-found.js';
import { type LoadedGuard } from './model/load-guard.js';
import { type EvaluationRow, type EvaluationSet } from './sets/evaluation-set.js';

/** The systems that are compared: the learned model alone, the cheap classifiers alone, and the balanced preset with both. */
export const systemNames = ['guard', 'cheap', 'both'] as const;

/** The name of a system. */
export type SystemName = (typeof systemNames)[number];

/** The decision of one system about one text. */
export interface Decision {
  /** The highest score of a category of content that the preset blocks. */
  readonly harm: number;
  readonly scores: CategoryScores;
  /** The categories that block the text. */
  readonly blockedFor: readonly Category[];
  /** Whether the preset found an injection or a jailbreak; in a user's text it only flags most of them. */
  readonly isInjection: boolean;
}

/** A row with the decisions of the systems that ran. */
export interface DecidedRow extends EvaluationRow {
  readonly decisions: Readonly<Partial<Record<SystemName, Decision>>>;
}

/** Checks whether a category is one of texts that attack the model. */
export function isAttack(category: string): boolean {
  return /^x\/(?:injection|jailbreak|control-strings)/.test(category);
}

/** The preset with more time: a busy machine must change no figure. */
const policy = definePolicy({
  name: 'balanced',
  version: '1',
  extends: 'balanced',
  limits: { maximumWaitMs: 60_000, maximumCachedResults: 0 },
  otherClassifiers: { timeoutMs: 120_000 },
});
const harmCategories = Object.entries(policy.stages.input.categories).flatMap(([category, rule]) =>
  rule?.action === 'block' && !isAttack(category) ? [category as Category] : [],
);

/** Decides about texts under the balanced preset, once for each system. */
export class Systems {
  readonly #guard: Classifier | undefined;
  readonly #moderators: Readonly<Partial<Record<SystemName, Moderator>>>;

  /** @param guard the learned model. Undefined: only the cheap classifiers run. */
  constructor(guard: LoadedGuard | undefined) {
    // The cheap classifiers run once for all systems.
    const cheap = localClassifiers().map(rememberResults);
    const create = (classifiers: readonly Classifier[]): Moderator => new Moderator({ policy, classifiers });
    this.#guard = guard?.classifier;
    this.#moderators = {
      ...(guard && { guard: create([guard.alone]) }),
      cheap: create(cheap),
      ...(guard && { both: create([...cheap, guard.classifier]) }),
    };
  }

  /** Decides about every row of a set. Shows the progress on a terminal. */
  async decide(set: EvaluationSet): Promise<readonly DecidedRow[]> {
    // The vectors first: the moderator limits the time of a classifier, and a crowd of texts would wait for the encoder.
    const guard = this.#guard;
    if (guard !== undefined) await runAll(set, `${set.name}: vectors`, async ({ text }) => classify(guard, text, set));
    return runAll(set, `${set.name}: decisions`, async (row) => {
      const decisions: Partial<Record<SystemName, Decision>> = {};
      for (const name of systemNames) {
        const moderator = this.#moderators[name];
        if (moderator !== undefined) decisions[name] = await decide(moderator, set, row.text);
      }
      return { ...row, decisions };
    });
  }
}

async function decide(moderator: Moderator, { stage, role }: EvaluationSet, text: string): Promise<Decision> {
  const verdict = await moderator.moderate({ stage, role, text, path: 'text', requestId: 'evaluation' });
  if (verdict.outcome === 'error') throw new Error(`A text could not be moderated: ${verdict.reason}`);
  const { scores, findings } = verdict;
  return {
    harm: Math.max(0, ...harmCategories.map((category) => scores[category] ?? 0)),
    scores,
    blockedFor: findings.filter(({ action }) => action === 'block').map(({ category }) => category),
    isInjection: findings.some(
      ({ category, action }) => /^x\/(?:injection|jailbreak)/.test(category) && action !== 'monitor',
    ),
  };
}

/** Runs a task for every row, some at a time. */
async function runAll<Result>(
  { rows }: EvaluationSet,
  title: string,
  run: (row: EvaluationRow) => Promise<Result>,
): Promise<readonly Result[]> {
  const bar = new SingleBar(
    { format: `{bar} {value}/{total} ${title}`, stream: process.stderr, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(rows.length, 0);
  const results: Result[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < rows.length; index = next++) {
      results[index] = await run(rows[index] as EvaluationRow);
      bar.increment();
    }
  };
  try {
    await Promise.all(Array.from({ length: 16 }, work));
  } finally {
    bar.stop();
  }
  return results;
}

/** Keeps the results of a classifier, by text, stage and role. */
function rememberResults(classifier: Classifier): Classifier {
  const known = new Map<string, Promise<ClassifierResult>>();
  return {
    ...classifier,
    classify: async (input, context) => {
      const key = [input.stage, input.role, input.text].join('\n');
      const result = known.get(key) ?? classifier.classify(input, context);
      known.set(key, result);
      return result;
    },
  };
}
