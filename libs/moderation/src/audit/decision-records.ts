import { applyVerdictToRange } from '../redaction/apply-redactions.js';
import { errorKind } from '../errors/moderation-errors.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { notifyListener } from '../scheduling/notify-listener.js';
import { type ClassifierFailure, type Verdict } from '../contract/verdict.js';
import { type AuditEvent, auditEvent } from './audit-event.js';
import { type AuditSink } from './audit-sink.js';

/** Who hears of decisions. */
export interface DecisionListeners {
  readonly onDecision?: ((event: AuditEvent) => void) | undefined;
  readonly auditSink?: AuditSink | undefined;
}

/** A decision that was taken. */
export interface Decision {
  readonly policy: ModerationPolicy;
  readonly input: ModerationInput;
  readonly verdict: Verdict;
}

/** Tells of a moderator's decisions. */
export class DecisionRecords {
  readonly #listeners: DecisionListeners;

  constructor(listeners: DecisionListeners) {
    this.#listeners = listeners;
  }

  /** Tells the listener, without any text. */
  report({ policy, input, verdict }: Decision): void {
    const { onDecision } = this.#listeners;
    if (onDecision !== undefined) notifyListener(onDecision, auditEvent(policy, input, verdict));
  }

  /**
   * Writes the record, with what goes on of the text where the policy asks for it.
   * @param releasableTo Where that ends.
   * @returns why it could not be written
   */
  async write({ policy, input, verdict }: Decision, releasableTo: number): Promise<ClassifierFailure | undefined> {
    const { auditSink } = this.#listeners;
    if (auditSink === undefined) return undefined;
    const { timeoutMs } = policy.audit;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ClassifierFailure>((resolve) => {
      const message = `The decision was not recorded within ${String(timeoutMs)} ms.`;
      timer = setTimeout(resolve, timeoutMs, { classifier: 'audit', code: 'timeout', message });
    });
    try {
      const goesOn = { start: input.moderatedTo ?? 0, end: releasableTo };
      const text = policy.audit.text === 'approved' ? applyVerdictToRange(input.text, verdict, goesOn) : undefined;
      const written = auditSink.write(auditEvent(policy, input, verdict, text));
      return await Promise.race([written?.then(() => undefined), late]);
    } catch (error) {
      return {
        classifier: 'audit',
        code: 'failed',
        message: `The decision could not be recorded: ${errorKind(error)}.`,
      };
    } finally {
      clearTimeout(timer);
    }
  }
}
