import { createHash } from 'node:crypto';

import { readRows } from '../../read-rows.js';
import { makeToolResultPairs } from '../../tool-result-samples.js';
import { type EvaluationRow, type EvaluationSet } from './evaluation-set.js';

interface HeldBackRow {
  readonly text: string;
  readonly source: string;
  readonly role: string;
  readonly harmful: number | null;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Checks whether the training of the guard holds back this prompt of a real user. */
const isHeldBackPrompt = ({ text, source }: HeldBackRow): boolean =>
  source === 'arena_hard' || source === 'banking77' || (source === 'oasst1_en' && sha256(text).startsWith('0'));

/** Names the family of a tool result as `tools/guard-model/read_rows.py` does: by 40 letters, digits and blanks of its start. */
export function toToolFamily(text: string): string {
  return sha256(
    text
      .toLowerCase()
      .replace(/[^a-z0-9 ]/g, '')
      .slice(0, 40),
  );
}

/** Checks whether the training of the guard holds back this tool result. */
const isHeldBackToolResult = ({ text, source }: HeldBackRow): boolean =>
  (source === 'bipia_composed' || source === 'injecagent') && /^[01]/.test(toToolFamily(text));

/** Names the range of lengths that a prompt belongs to. */
export function toLengthGroup({ length }: string): string {
  if (length < 100) return 'under 100 characters';
  return length <= 400 ? '100 to 400 characters' : 'over 400 characters';
}

const pairsPerForm = 50;

/** Reads the rows of the training pool that the training of the guard holds back. */
export async function readHeldBackSets(directory: string): Promise<readonly EvaluationSet[]> {
  const rows = await readRows<HeldBackRow>(directory, 'train-more.jsonl.gz');
  const prompts = rows
    .filter((row) => row.role === 'user' && row.harmful === 0 && isHeldBackPrompt(row))
    .map(({ text }): EvaluationRow => ({ text, isPositive: false, group: toLengthGroup(text) }));
  const attacks = rows
    .filter(isHeldBackToolResult)
    .map(({ text, source }): EvaluationRow => ({ text, isPositive: true, group: source }));
  const generated = makeToolResultPairs(pairsPerForm).flatMap(({ attack, harmless }): readonly EvaluationRow[] => [
    { text: attack, isPositive: true, group: 'generated' },
    { text: harmless, isPositive: false, group: 'generated twins' },
  ]);
  return [
    { name: 'users', stage: 'input', role: 'user', rows: prompts },
    { name: 'tool-results', stage: 'tool-result', role: 'tool', rows: [...attacks, ...generated] },
  ];
}
