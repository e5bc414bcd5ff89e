import { type Category, type ModerationStage, type Verdict } from '@leeward/moderation';

/** The outcomes of a whole request, from the mildest. */
const outcomes = ['allowed', 'redacted', 'blocked', 'failed'] as const;

type Outcome = (typeof outcomes)[number];

/** The limit for the categories that are named: a policy may define many of its own. */
const maximumCategories = 32;

/** Sums up verdicts in one line: the gravest outcome, its stage, and the categories that were found. */
export class ModerationSummary {
  readonly #categories = new Set<Category>();
  #gravest: { readonly outcome: Outcome; readonly stage: ModerationStage } | undefined;

  add(verdict: Verdict): void {
    const outcome = toOutcome(verdict);
    if (!this.#gravest || outcomes.indexOf(outcome) > outcomes.indexOf(this.#gravest.outcome)) {
      this.#gravest = { outcome, stage: verdict.stage };
    }
    for (const { category, action } of verdict.findings) {
      if (action !== 'monitor') this.#categories.add(category);
    }
  }

  /**
   * Presents the summary as a structured field (RFC 8941, section 3.3): `blocked;stage=input;categories="hate violence"`.
   *
   * Undefined while nothing was judged.
   */
  present(): string | undefined {
    if (!this.#gravest) return undefined;
    const { outcome, stage } = this.#gravest;
    const categories = [...this.#categories].toSorted().slice(0, maximumCategories).join(' ');
    return [
      outcome,
      ...(outcome === 'allowed' ? [] : [`stage=${stage}`]),
      ...(categories === '' ? [] : [`categories="${categories}"`]),
    ].join(';');
  }
}

function toOutcome(verdict: Verdict): Outcome {
  switch (verdict.outcome) {
    case 'allow':
      return 'allowed';
    case 'redact':
      return 'redacted';
    case 'block':
      // The conversation went on without this message of its history.
      return verdict.history === undefined ? 'blocked' : 'redacted';
    case 'error':
      return verdict.history === undefined ? 'failed' : 'redacted';
  }
}
