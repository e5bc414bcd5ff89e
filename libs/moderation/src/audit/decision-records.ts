import { type ClassifierFailure, isReleasable } from '../contract/verdict.js';
import { toErrorKind } from '../errors/error-kind.js';
import { applyVerdictToRange } from '../redaction/apply-redactions.js';
import { notifyListener } from '../scheduling/notify-listener.js';
import { withTimeout } from '../scheduling/with-timeout.js';
import { type AuditEvent, type Decision, toAuditEvent } from './audit-event.js';
import { type AuditSink } from './audit-sink.js';

/** The receivers of decisions. */
interface DecisionReceivers {
  readonly onDecision?: ((event: AuditEvent) => void) | undefined;
  readonly auditSink?: AuditSink | undefined;
}

/** Writes and reports the decisions of a moderator. */
export class DecisionRecords {
  readonly #receivers: DecisionReceivers;

  constructor(receivers: DecisionReceivers) {
    this.#receivers = receivers;
  }

  /**
   * Writes the record of a decision, with the released text where the policy asks for it. Never rejects.
   * @param releasableTo The offset at which the released text ends.
   * @returns the failure of the sink, if it throws or takes longer than the policy's `audit.timeoutMs`.
   */
  async write(decision: Decision, releasableTo: number): Promise<ClassifierFailure | undefined> {
    const { auditSink } = this.#receivers;
    if (auditSink === undefined) return undefined;
    const { timeoutMs } = decision.policy.audit;
    const onLate = (): ClassifierFailure => {
      const message = `The decision was not recorded within ${timeoutMs} ms.`;
      return { classifier: 'audit', code: 'timeout', message };
    };
    try {
      const written = auditSink.write(toAuditEvent(decision, readReleasedText(decision, releasableTo)));
      return await withTimeout(
        Promise.resolve(written).then(() => undefined),
        timeoutMs,
        onLate,
      );
    } catch (error) {
      const message = `The audit sink threw ${toErrorKind(error)}: the decision was not recorded.`;
      return { classifier: 'audit', code: 'failed', message };
    }
  }

  /** Reports a final verdict to the listener, without any text. */
  report(decision: Decision): void {
    const { onDecision } = this.#receivers;
    if (onDecision !== undefined) notifyListener(onDecision, toAuditEvent(decision));
  }
}

/** Reads the text that a decision releases, redactions applied; undefined when there is none, or records hold no text. */
function readReleasedText({ policy, input, verdict }: Decision, releasableTo: number): string | undefined {
  if (policy.audit.text === 'none' || !isReleasable(verdict)) return undefined;
  return applyVerdictToRange(input.text, verdict, { start: input.moderatedTo ?? 0, end: releasableTo });
}
