import {
  type Category,
  type HistoryChange,
  type ModerationPolicy,
  type ModerationStage,
  type PolicyAction,
  type Verdict,
} from '@leeward/moderation';
import { toPolicyLabel } from './policy-label.js';

/** A category that was found in a request or its answer, and the action that was taken. */
interface ReportedFinding {
  readonly stage: ModerationStage;
  /** For example `messages[0].content`. */
  readonly path: string;
  readonly category: Category;
  readonly action: PolicyAction;
}

/** A message of the history that the model did not get as it was sent. */
interface ReportedMessage {
  /** For example `messages[0]`. */
  readonly path: string;
  /** `drop`: it was left out. `redact`: a note stood in its place. */
  readonly action: HistoryChange['action'];
}

/** The field `moderation` of an answer. It holds no text of the request or the answer. */
export interface PresentedModeration {
  /** Name and version of the policy. */
  readonly policy: string;
  readonly flagged: boolean;
  readonly findings: readonly ReportedFinding[];
  /** Absent when the model got all messages. */
  readonly history?: readonly ReportedMessage[] | undefined;
}

/** Collects the findings that the caller of one request is shown: all but those that the policy only monitors. */
export class ModerationReport {
  readonly #findings = new Map<string, ReportedFinding>();
  readonly #policy: string;
  #history: readonly ReportedMessage[] | undefined;

  constructor(policy: ModerationPolicy) {
    this.#policy = toPolicyLabel(policy);
  }

  /** Adds the findings of a verdict. Bound, so that it can be passed as a listener. */
  readonly add = ({ stage, path, findings }: Verdict): void => {
    for (const { category, action } of findings) {
      if (action === 'monitor') continue;
      // A text that is moderated in windows has the same finding many times.
      this.#findings.set(`${stage} ${path} ${category}`, { stage, path, category, action });
    }
  };

  /** Adds the messages of the history that were left out or replaced. Bound, as `add`. */
  readonly addHistory = (changes: readonly HistoryChange[]): void => {
    this.#history = changes.map(({ index, action }) => ({ path: `messages[${index}]`, action }));
  };

  present(): PresentedModeration {
    const findings = [...this.#findings.values()];
    return { policy: this.#policy, flagged: findings.length > 0, findings, history: this.#history };
  }
}
