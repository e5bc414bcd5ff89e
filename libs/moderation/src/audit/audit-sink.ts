import { type AuditEvent } from './audit-event.js';

/** Keeps the records of decisions: implement it to write them to a store of your own. */
export interface AuditSink {
  /**
   * Keeps the record of a decision. Its text goes on only after this has returned.
   * @throws when the record cannot be kept: the policy's `audit.onError` then says whether the text goes on.
   */
  write(event: AuditEvent): Promise<void> | void;
}
