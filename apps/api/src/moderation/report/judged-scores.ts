import { type Category, listWithParents, type Verdict } from '@leeward/moderation';

/** The judgement on one or more texts, in the fields that all of OpenAI's moderation results share. */
export interface PresentedScores {
  /** Whether a finding is more than monitored. */
  readonly flagged: boolean;
  /** Only categories that were judged: an absent one is not clean, but unknown. */
  readonly categories: Readonly<Record<string, boolean>>;
  /** The highest score of each judged category, from 0 to 1. */
  readonly category_scores: Readonly<Record<string, number>>;
  readonly category_applied_input_types: Readonly<Record<string, readonly 'text'[]>>;
}

/** Collects the scores and flags of verdicts. It holds no text. */
export class JudgedScores {
  readonly #scores = new Map<Category, number>();
  readonly #flagged = new Set<Category>();
  #hasFailed = false;

  add({ scores, findings, failures }: Pick<Verdict, 'scores' | 'findings' | 'failures'>): void {
    for (const [category, score] of Object.entries(scores) as [Category, number | null][]) {
      if (score !== null) this.#scores.set(category, Math.max(score, this.#scores.get(category) ?? 0));
    }
    for (const { category, action } of findings) {
      if (action !== 'monitor') for (const one of listWithParents(category)) this.#flagged.add(one);
    }
    this.#hasFailed ||= failures.length > 0;
  }

  /** Whether texts were to be judged, and no category could be. */
  get isUnknown(): boolean {
    return this.#hasFailed && this.#scores.size === 0;
  }

  /** The categories that have a score, in alphabetical order. */
  get judged(): readonly Category[] {
    return [...this.#scores.keys()].toSorted();
  }

  present(): PresentedScores {
    const toRecord = <Value>(toValue: (category: Category) => Value): Record<string, Value> =>
      Object.fromEntries(this.judged.map((category) => [category, toValue(category)]));
    return {
      flagged: this.#flagged.size > 0,
      categories: toRecord((category) => this.#flagged.has(category)),
      category_scores: toRecord((category) => this.#scores.get(category) ?? 0),
      category_applied_input_types: toRecord(() => ['text']),
    };
  }
}
