import { writeFile } from 'node:fs/promises';

import { splitIntoWindows } from '../../libs/moderation/src/classifiers/injection/injection-features.js';
import { findKnownForms } from '../../libs/moderation/src/classifiers/injection/known-forms.js';
import { calibrate, type JudgedExample } from './calibrate.js';
import { readEvaluationGuard } from './evaluation-guard.js';
import { familiesOf } from './families.js';
import { trainModel } from './logistic-regression.js';
import { readTexts, type TrainingText } from './read-texts.js';

/**
 * Trains the linear model of the injection classifier and writes its weights.
 * `npm run train:injection -- DIRECTORY`
 *
 * DIRECTORY holds the rows for training (`train-injection`, `train-content`, gzip-compressed JSON lines) and the evaluation
 * sets, from which only word sequences are read: rows that share them are left out. Rows whose licence is not permissive are
 * never trained on. The result is the same on every run.
 */
const mostCharacters = 2_000;

/** How much a text of a source counts; 1 unless named here. */
const sourceWeights: Readonly<Record<string, number>> = {
  deepset: 3,
  'look-alike': 4,
  scene: 6,
  joined: 2,
  chat: 2,
  'German chat': 2,
  question: 2,
  record: 2,
  receipt: 2,
};

/** An attack counts so much more: harmless texts are five times as many. */
const attackWeight = 2;

/** From here on a finding of the rules is one under the balanced policy. */
const flaggedFrom = 0.5;

const [directory = process.env['MODERATION_DATA'] ?? '.'] = process.argv.slice(2);
const guard = await readEvaluationGuard(directory);
const texts = await readTexts(directory);
const kept = texts.filter(({ text, family }) => !guard.isTooClose({ text, isWritten: family !== undefined }));
const examples = examplesOf(kept);
const { threshold, flagged } = calibrate(examples);
const { weights, bias } = trainModel(examples.filter(({ isOnlyJudged }) => !isOnlyJudged));
const scale = Math.max(...weights.map(Math.abs)) / 127;
const quantised = Int8Array.from(weights, (weight) => Math.round(weight / scale));
// Shifted so that a probability of 0.5 is the calibrated threshold.
await writeFile(
  new URL('../../libs/moderation/src/classifiers/injection/injection-weights.ts', import.meta.url),
  moduleOf(quantised, scale, bias - threshold),
);
report();

function examplesOf(from: readonly TrainingText[]): readonly JudgedExample[] {
  const families = familiesOf(from);
  return from.map(({ text, label, source, family, isOnlyJudged = false }, index) => {
    const read = text.slice(0, mostCharacters);
    return {
      windows: splitIntoWindows(read).map(({ features }) => features),
      label,
      source,
      weight: (sourceWeights[source] ?? 1) * (label === 1 ? attackWeight : 1),
      family: families[index] ?? index,
      isWritten: family !== undefined,
      isOnlyJudged,
      isKnownForm: findKnownForms(read).some(({ score }) => score >= flaggedFrom),
    };
  });
}

function report(): void {
  const lines = flagged.map(
    ({ source, label, share, rows }) =>
      `  ${source} (${label === 1 ? 'injection' : 'harmless'}): ${share.toFixed(3)} of ${String(rows)} flagged`,
  );
  const left = texts.length - kept.length;
  process.stdout.write(
    [
      `${String(left)} texts left out: too close to an evaluation row`,
      `${String(examples.length)} examples, threshold at log odds ${threshold.toFixed(3)}; by cross-validation:`,
      ...lines,
      '',
    ].join('\n'),
  );
}

function moduleOf(quantisedWeights: Int8Array, weightScale: number, shiftedBias: number): string {
  const encoded = Buffer.from(quantisedWeights.buffer).toString('base64');
  return `// Written by tools/injection-training/train-injection.ts; docs/moderation.md lists the training data. Do not edit.

/** The weights of the injection model as signed bytes, in base64. */
export const encodedInjectionWeights =
  '${encoded}';

/** The value of one unit of a weight. */
export const injectionWeightScale = ${String(weightScale)};

/** The model's bias. */
export const injectionBias = ${String(shiftedBias)};
`;
}
