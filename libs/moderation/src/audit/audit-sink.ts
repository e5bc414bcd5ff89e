import { type AuditEvent } from './audit-event.js';

/** Where records of decisions go. */
export interface AuditSink {
  /**
   * Keeps a record. The text that it is about goes on only when this has come back.
   * @throws when the record cannot be kept: what then becomes of the text is said by the policy's `audit.onError`.
   */
  write(event: AuditEvent): Promise<void> | void;
}
