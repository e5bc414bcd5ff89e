/** Notes in the chain that the log was interrupted and goes on. */
export type AuditRecovery =
  | {
      readonly type: 'audit-log-recovery';
      /** ISO 8601, UTC. */
      readonly time: string;
      /** The last line was not finished when the log was opened: a crash, for example, had cut it off. */
      readonly reason: 'unfinished-line';
      /** The size of the unfinished line. */
      readonly bytes: number;
      /** The SHA-256 of the unfinished line, hexadecimal. */
      readonly sha256: string;
      /** The file that has the unfinished line now. It is in the folder of the log. */
      readonly movedTo: string;
    }
  | {
      readonly type: 'audit-log-recovery';
      readonly time: string;
      /** Records could not be written for a while: the disk was full, for example. */
      readonly reason: 'write-failed';
      /** The time of the first failure. ISO 8601, UTC. */
      readonly since: string;
      /** The number of decisions that have no record. */
      readonly lostRecords: number;
    };

/** The field `type` of a recovery. */
export const recoveryType: AuditRecovery['type'] = 'audit-log-recovery';
