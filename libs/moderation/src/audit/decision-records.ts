import { type ClassifierFailure } from '../contract/verdict.js';
import { errorKind } from '../errors/moderation-errors.js';
import { applyVerdictToRange } from '../redaction/apply-redactions.js';
import { notifyListener } from '../scheduling/notify-listener.js';
import { type AuditEvent, type Decision, toAuditEvent } from './audit-event.js';
import { type AuditSink } from './audit-sink.js';

/** The receivers of decisions. */
export interface DecisionReceivers {
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
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ClassifierFailure>((resolve) => {
      const message = `The decision was not recorded within ${timeoutMs} ms.`;
      timer = setTimeout(resolve, timeoutMs, { classifier: 'audit', code: 'timeout', message });
    });
    try {
      const written = auditSink.write(toAuditEvent(decision, releasedText(decision, releasableTo)));
      return await Promise.race([written?.then(() => undefined), late]);
    } catch (error) {
      const message = `The decision could not be recorded: ${errorKind(error)}.`;
      return { classifier: 'audit', code: 'failed', message };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Reports a final verdict to the listener, without any text. */
  report(decision: Decision): void {
    const { onDecision } = this.#receivers;
    if (onDecision !== undefined) notifyListener(onDecision, toAuditEvent(decision));
  }
}

/** Reads the text that a decision releases, with its redactions applied; undefined when the policy records no text. */
function releasedText({ policy, input, verdict }: Decision, releasableTo: number): string | undefined {
  if (policy.audit.text === 'none') return undefined;
  return applyVerdictToRange(input.text, verdict, { start: input.moderatedTo ?? 0, end: releasableTo });
}
