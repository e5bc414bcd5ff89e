import {
  type Category,
  type HistoryChange,
  type ModerationPolicy,
  type ModerationStage,
  type PolicyAction,
  type Verdict,
} from '@leeward/moderation';
import { toPolicyLabel } from '../policy-label.js';
import { JudgedScores } from './judged-scores.js';
import { ModerationSummary } from './moderation-summary.js';

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

/** The field `leeward` of an answer. It holds no text of the request or the answer. */
export interface PresentedReport {
  /** Name and version of the policy. */
  readonly policy: string;
  readonly flagged: boolean;
  readonly findings: readonly ReportedFinding[];
  /** Absent when the model got all messages. */
  readonly history?: readonly ReportedMessage[] | undefined;
}

/** The stages of texts that the model wrote. All others are of the request. */
const outputStages: ReadonlySet<ModerationStage> = new Set(['output', 'tool-call']);

/** Collects the verdicts on one request and its answer, for the caller. Findings that are only monitored are not shown. */
export class ModerationReport {
  readonly summary = new ModerationSummary();
  /** The judgement on everything that the caller sent. */
  readonly input = new JudgedScores();
  /** The name and version of the policy, which stand where OpenAI names a moderation model. */
  readonly policy: string;
  readonly #outputs = new Map<number, JudgedScores>();
  readonly #findings = new Map<string, ReportedFinding>();
  #history: readonly ReportedMessage[] | undefined;

  constructor(policy: ModerationPolicy) {
    this.policy = toPolicyLabel(policy);
  }

  /** Adds a verdict on the request or on its only choice. Bound, so that it can be passed as a listener. */
  readonly add = (verdict: Verdict): void => this.#add(verdict, 0);

  /** Adds the messages of the history that were left out or replaced. Bound, as `add`. */
  readonly addHistory = (changes: readonly HistoryChange[]): void => {
    this.#history = changes.map(({ index, action }) => ({ path: `messages[${index}]`, action }));
  };

  /** Creates a listener for the verdicts on one choice of the answer. */
  createListener(choice: number): (verdict: Verdict) => void {
    return (verdict) => this.#add(verdict, choice);
  }

  /** Finds the judgement on a choice of the answer. One without a text has no judged category. */
  findOutput(choice: number): JudgedScores {
    return this.#outputs.get(choice) ?? new JudgedScores();
  }

  present(): PresentedReport {
    const findings = [...this.#findings.values()];
    return { policy: this.policy, flagged: findings.length > 0, findings, history: this.#history };
  }

  #add(verdict: Verdict, choice: number): void {
    const { stage, path, findings } = verdict;
    this.summary.add(verdict);
    if (outputStages.has(stage)) {
      const output = this.findOutput(choice);
      output.add(verdict);
      this.#outputs.set(choice, output);
    } else {
      this.input.add(verdict);
    }
    for (const { category, action } of findings) {
      if (action === 'monitor') continue;
      // A text that is moderated in windows has the same finding many times.
      this.#findings.set(`${stage} ${path} ${category}`, { stage, path, category, action });
    }
  }
}
