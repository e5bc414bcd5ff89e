import { readFile } from 'node:fs/promises';

import { textKinds, writeTexts } from '../../ordinary/text-kinds.js';
import { type EvaluationRow, type EvaluationSet } from './evaluation-set.js';

/** Describes a request that was written for the evaluation. */
interface RequestRow {
  readonly text: string;
  /** The kind of danger. A harmless twin has that of its request. */
  readonly kind: string;
}

/** Describes one text in six languages. */
interface LanguageRow {
  readonly harmful: 0 | 1;
  readonly en: string;
  readonly fr: string;
  readonly de: string;
  readonly it: string;
  readonly es: string;
  readonly nl: string;
}

/** The languages of the set, English first. */
export const languages = ['en', 'fr', 'de', 'it', 'es', 'nl'] as const;

/** Texts of each kind of ordinary machine text. */
const machineTexts = 6;

/** Reads the sets that were written for this evaluation. They train nothing. */
export async function readWrittenSets(): Promise<readonly EvaluationSet[]> {
  const dangerous = await readLines<RequestRow>('dangerous.jsonl');
  const twins = await readLines<RequestRow>('dangerous-twins.jsonl');
  const translated = await readLines<LanguageRow>('languages.jsonl');
  const user = { stage: 'input', role: 'user' } as const;
  return [
    {
      name: 'dangerous',
      ...user,
      rows: [
        ...dangerous.map(({ text, kind }): EvaluationRow => ({ text, isPositive: true, group: kind })),
        ...twins.map(({ text, kind }): EvaluationRow => ({ text, isPositive: false, group: kind })),
      ],
    },
    {
      name: 'machine',
      stage: 'tool-result',
      role: 'tool',
      rows: Object.keys(textKinds).flatMap((kind) =>
        writeTexts(kind, machineTexts).map((text): EvaluationRow => ({ text, isPositive: false, group: kind })),
      ),
    },
    {
      name: 'languages',
      ...user,
      rows: translated.flatMap((row, line) =>
        languages.map((language): EvaluationRow => ({
          text: row[language],
          isPositive: row.harmful === 1,
          group: language,
          line,
        })),
      ),
    },
  ];
}

/** Reads a file of JSON lines that lies beside the programs. */
async function readLines<Row>(name: string): Promise<readonly Row[]> {
  const text = await readFile(new URL(`../${name}`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);
}
