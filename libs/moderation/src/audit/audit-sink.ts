import { type AuditEvent } from './audit-event.js';

/** Keeps the records of decisions: implement it to write them to a store of your own. */
export interface AuditSink {
  /**
   * Keeps the record of a decision. The moderator releases the text only after this has returned.
   * @throws when the record cannot be kept. The policy's `audit.onError` then decides whether the text is released.
   */
  write(event: AuditEvent): Promise<void> | void;
}
