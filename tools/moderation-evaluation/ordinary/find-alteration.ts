import {
  type Category,
  type ModerationStage,
  type Moderator,
  type Verdict,
} from '../../../libs/moderation/src/index.js';

/** Describes a text that the moderator changed or stopped. */
export interface Alteration {
  readonly stage: ModerationStage;
  readonly outcome: Verdict['outcome'];
  /** The categories that redact or block, and `error` for a failure. */
  readonly categories: readonly (Category | 'error')[];
}

const roles = {
  input: 'user',
  output: 'assistant',
  'tool-call': 'assistant',
  'tool-result': 'tool',
  resume: 'user',
} as const satisfies Record<ModerationStage, string>;

/** Moderates a text at each stage and returns the first decision that changes or stops it. Undefined when it passes. */
export async function findAlteration(
  moderator: Moderator,
  text: string,
  stages: readonly ModerationStage[],
): Promise<Alteration | undefined> {
  for (const stage of stages) {
    const verdict = await moderator.moderate({
      stage,
      role: roles[stage],
      text,
      path: 'text',
      requestId: 'evaluation',
    });
    if (verdict.outcome === 'allow') continue;
    const categories = verdict.findings
      .filter(({ action }) => action === 'redact' || action === 'block')
      .map(({ category }) => category);
    return { stage, outcome: verdict.outcome, categories: verdict.outcome === 'error' ? ['error'] : categories };
  }
  return undefined;
}
