import {
  type Category,
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

/** The field `moderation` of an answer. It holds no text of the request or the answer. */
export interface PresentedModeration {
  /** Name and version of the policy. */
  readonly policy: string;
  readonly flagged: boolean;
  readonly findings: readonly ReportedFinding[];
}

/** Collects the findings that the caller of one request is shown: all but those that the policy only monitors. */
export class ModerationReport {
  readonly #findings = new Map<string, ReportedFinding>();
  readonly #policy: string;

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

  present(): PresentedModeration {
    const findings = [...this.#findings.values()];
    return { policy: this.#policy, flagged: findings.length > 0, findings };
  }
}
