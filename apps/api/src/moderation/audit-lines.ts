import { type AuditEvent } from '@leeward/moderation';

/** Which decisions are recorded: none, those with a finding or a failure, or every one. */
export type AuditLogLevel = 'off' | 'findings' | 'all';

/**
 * Writes decisions of the moderation stage as JSON, one on a line. They hold categories, scores and places, and no text of
 * callers or models.
 */
export function auditLines(level: AuditLogLevel, write: (line: string) => void): (event: AuditEvent) => void {
  return (event) => {
    const isNoted = event.outcome !== 'allow' || event.findings.length > 0 || event.failures.length > 0;
    if (level === 'all' || (level === 'findings' && isNoted)) write(`${JSON.stringify({ audit: event })}\n`);
  };
}
