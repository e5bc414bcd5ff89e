import { type AuditEvent } from '@leeward/moderation';

/** Selects the decisions that are recorded: none, those with a finding or a failure, or all. */
type AuditLogLevel = 'off' | 'findings' | 'all';

/** Writes decisions of the moderation stage as lines of JSON. They hold no text of callers or models. */
export function createAuditLineListener(
  level: AuditLogLevel,
  write: (line: string) => void,
): (event: AuditEvent) => void {
  return (event) => {
    const isNotable = event.outcome !== 'allow' || event.findings.length > 0 || event.failures.length > 0;
    if (level === 'all' || (level === 'findings' && isNotable)) write(`${JSON.stringify({ audit: event })}\n`);
  };
}
