import {
  type Category,
  type ModerationPolicy,
  type ModerationStage,
  type PolicyAction,
  type Verdict,
} from '@leeward/moderation';
import { policyLabel } from './policy-label.js';

/** A category that was found somewhere in a request or its answer, and what was done about it. */
export interface ReportedFinding {
  readonly stage: ModerationStage;
  /** For example `messages[0].content`. */
  readonly path: string;
  readonly category: Category;
  readonly action: PolicyAction;
}

/** The field `moderation` of an answer. It holds no text. */
export interface PresentedModeration {
  /** Name and version of the policy. */
  readonly policy: string;
  readonly flagged: boolean;
  readonly findings: readonly ReportedFinding[];
}

/** Collects what the caller of one request is told about its moderation: everything but what the policy only monitors. */
export class ModerationReport {
  readonly #findings = new Map<string, ReportedFinding>();
  readonly #policy: string;

  constructor(policy: ModerationPolicy) {
    this.#policy = policyLabel(policy);
  }

  /** Takes a verdict. Bound, so that it can be handed on. */
  readonly hear = ({ stage, path, findings }: Verdict): void => {
    for (const { category, action } of findings) {
      if (action === 'monitor') continue;
      // A text that is judged in windows is found to hold the same thing many times.
      this.#findings.set(`${stage} ${path} ${category}`, { stage, path, category, action });
    }
  };

  present(): PresentedModeration {
    const findings = [...this.#findings.values()];
    return { policy: this.#policy, flagged: findings.length > 0, findings };
  }
}
