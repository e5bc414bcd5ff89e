import { type Category, isCategory } from '../../../../libs/moderation/src/index.js';
import { readRows } from '../../read-rows.js';
import { type EvaluationRow, type EvaluationSet } from './evaluation-set.js';

interface OpenAiRow {
  readonly text: string;
  readonly harmful: number;
  readonly labels: Readonly<Record<string, number>>;
}

/** Reads the public sets of a directory. */
export async function readPublicSets(directory: string): Promise<readonly EvaluationSet[]> {
  const read = async <Row>(name: string, toRow: (row: Row) => EvaluationRow): Promise<readonly EvaluationRow[]> =>
    (await readRows<Row>(directory, `eval-${name}.jsonl.gz`)).map(toRow);
  const user = { stage: 'input', role: 'user' } as const;
  const toInjectionRow = ({
    text,
    injection,
  }: {
    readonly text: string;
    readonly injection: number;
  }): EvaluationRow => ({
    text,
    isPositive: injection === 1,
  });
  return [
    {
      name: 'openai',
      ...user,
      rows: await read<OpenAiRow>('openai-moderation-a', ({ text, harmful, labels }) => ({
        text,
        isPositive: harmful === 1,
        labels: toLabels(labels),
      })),
    },
    {
      name: 'xstest',
      ...user,
      rows: await read<{ text: string; unsafe: number; type: string }>('xstest', ({ text, unsafe, type }) => ({
        text,
        isPositive: unsafe === 1,
        group: type,
      })),
    },
    {
      name: 'hatecheck',
      ...user,
      rows: await read<{ text: string; hateful: number; functionality: string }>(
        'hatecheck',
        ({ text, hateful, functionality }) => ({ text, isPositive: hateful === 1, group: functionality }),
      ),
    },
    {
      name: 'surge',
      ...user,
      rows: await read<{ text: string; toxic: number }>('surge', ({ text, toxic }) => ({
        text,
        isPositive: toxic === 1,
      })),
    },
    { name: 'deepset', ...user, rows: await read('deepset-injection', toInjectionRow) },
    { name: 'notinject', ...user, rows: await read('notinject', toInjectionRow) },
  ];
}

function toLabels(labels: Readonly<Record<string, number>>): Partial<Record<Category, boolean>> {
  const known: Partial<Record<Category, boolean>> = {};
  for (const [category, label] of Object.entries(labels)) if (isCategory(category)) known[category] = label === 1;
  return known;
}
