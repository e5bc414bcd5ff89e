import { writeFile } from 'node:fs/promises';

import { toChatWindows } from '../../libs/moderation/src/classifiers/injection/features/chat-features.js';
import { toToolResultWindows } from '../../libs/moderation/src/classifiers/injection/features/tool-result-features.js';
import {
  type InjectionModelName,
  lengthPenalties,
} from '../../libs/moderation/src/classifiers/injection/injection-model.js';
import { TextReading } from '../../libs/moderation/src/text/text-reading.js';
import { findKnownForms } from '../../libs/moderation/src/classifiers/injection/known-forms.js';
import { blankEscapes } from '../../libs/moderation/src/classifiers/injection/blank-escapes.js';
import { calibrate, type Calibration, type ClassifiedExample } from './calibrate.js';
import { readEvaluationOverlap } from './evaluation-overlap.js';
import { groupIntoFamilies } from './families.js';
import { trainModel } from './logistic-regression.js';
import { modelSettings } from './model-settings.js';
import { readTexts } from './read-texts.js';
import { type TrainingText } from './training-text.js';

/**
 * Trains the linear models of the injection classifier and writes their weights. Usage: `npm run train:injection -- DIRECTORY`
 *
 * DIRECTORY holds the rows for training (`train-injection`, `train-content`, `train-more`, gzip-compressed JSON lines) and the
 * evaluation sets. Of these, and of sources that are held back, only word sequences are read, and rows that share them are left
 * out. Rows whose licence is not permissive are never trained on. The result is the same on every run.
 */

/** The models read this many characters of a text, and the search for near copies fewer. */
const maximumCharacters = 2_000;
const maximumFamilyCharacters = 600;

/** The balanced policy's threshold for findings of the rules. */
const rulesThreshold = 0.5;

type TextWithFamily = TrainingText & { readonly familyNumber: number };

const [directory = process.env['MODERATION_DATA'] ?? '.'] = process.argv.slice(2);
const overlap = await readEvaluationOverlap(directory);
const texts = await readTexts(directory);
const kept = texts.filter(({ text, family }) => !overlap.isTooClose({ text, isWritten: family !== undefined }));
process.stdout.write(
  `${texts.length - kept.length} of ${texts.length} texts left out: too close to an evaluation row\n`,
);
const families = groupIntoFamilies(
  kept.map((text) => ({ ...text, text: text.text.slice(0, maximumFamilyCharacters) })),
);
const withFamilies = kept.map((text, index) => ({ ...text, familyNumber: families[index] ?? index }));
await writeFile(
  new URL('../../libs/moderation/src/classifiers/injection/injection-weights.ts', import.meta.url),
  writeModule({
    instruction: train('instruction', withFamilies),
    jailbreak: train('jailbreak', withFamilies),
    'tool-result': train('tool-result', withFamilies),
  }),
);

interface EncodedModel {
  readonly weights: string;
  readonly scale: number;
  readonly bias: number;
}

function train(name: InjectionModelName, all: readonly TextWithFamily[]): EncodedModel {
  const settings = modelSettings[name];
  const examples = settings.select(all).map((text) => toExample(name, text as TextWithFamily));
  const calibration = calibrate(examples, lengthPenalties[name], settings.limits);
  report(name, examples.length, calibration);
  const { weights, bias } = trainModel(examples.filter(({ isForEvaluation }) => !isForEvaluation));
  const scale = Math.max(...weights.map(Math.abs)) / 127;
  const quantised = Int8Array.from(weights, (weight) => Math.round(weight / scale));
  // The bias is shifted, so that the calibrated threshold becomes a probability of 0.5.
  return { weights: Buffer.from(quantised.buffer).toString('base64'), scale, bias: bias - calibration.threshold };
}

function toExample(name: InjectionModelName, text: TextWithFamily): ClassifiedExample {
  const { attack, source, kind, family, familyNumber, isForEvaluation = false } = text;
  const { sourceWeights, attackWeight } = modelSettings[name];
  const read = text.text.slice(0, maximumCharacters);
  const windows = name === 'tool-result' ? toToolResultWindows(blankEscapes(read)) : toChatWindows(read);
  const category = name === 'jailbreak' ? 'x/jailbreak' : 'x/injection';
  return {
    windows: windows.map(({ features }) => Int32Array.from(features)),
    label: attack === undefined ? 0 : 1,
    source,
    kind,
    weight: (sourceWeights[source] ?? 1) * (attack === undefined ? 1 : attackWeight),
    family: familyNumber,
    isWritten: family !== undefined,
    isForEvaluation,
    isKnownForm: findKnownForms(new TextReading(read).views).some(
      (span) => span.category === category && span.score >= rulesThreshold,
    ),
  };
}

function report(name: InjectionModelName, examples: number, { threshold, flagged }: Calibration): void {
  const lines = flagged.map(
    ({ source, kind, label, share, rows }) =>
      `  ${source}, ${kind} (${label === 1 ? 'attack' : 'harmless'}): ${share.toFixed(4)} of ${rows} found`,
  );
  const head = `${name}: ${examples} examples, threshold at log odds ${threshold.toFixed(3)}; by cross-validation:`;
  process.stdout.write([head, ...lines.toSorted(), ''].join('\n'));
}

function writeModule(models: Readonly<Record<InjectionModelName, EncodedModel>>): string {
  const entries = Object.entries(models).map(
    ([name, { weights, scale, bias }]) =>
      `  ${name.includes('-') ? `'${name}'` : name}: {\n    weights:\n      '${weights}',\n    scale: ${scale},\n    bias: ${bias},\n  },\n`,
  );
  return `// Generated by tools/injection-training/train-injection.ts; docs/notes/injection-model.md describes the training. Do not edit.

/** Holds the weights of each model as signed bytes in base64, the value of one unit, and the bias. */
export const encodedInjectionModels = {
${entries.join('')}};
`;
}
