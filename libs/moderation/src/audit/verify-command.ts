import { parseArgs } from 'node:util';

import { verifyAuditLog } from './verify-audit-log.js';

const usage = 'Usage: leeward-verify-audit FILE [--last HASH]\nThe key of the log is read from AUDIT_KEY.';

/**
 * Verifies an audit log: `leeward-verify-audit FILE [--last HASH]`. The key of the log is read from `AUDIT_KEY`.
 * @returns the exit status: 0 for an intact log, 1 for a broken one, 2 when it cannot be read or its key is missing.
 */
export async function verifyCommand(
  given: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Promise<0 | 1 | 2> {
  let path: string | undefined;
  let others: readonly string[];
  let lastHash: string | undefined;
  try {
    const { values, positionals } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: { last: { type: 'string' } },
    });
    [path, ...others] = positionals;
    lastHash = values.last;
  } catch (error) {
    return refuse(`${readMessage(error)}\n${usage}`);
  }
  if (path === undefined || others.length > 0) return refuse(usage);
  try {
    // An empty variable counts as absent, as in the environment of the API.
    const report = await verifyAuditLog(path, { key: variables['AUDIT_KEY'] || undefined, lastHash });
    if (report.needsKey) return refuse(`${path} was written with a key: set AUDIT_KEY to that key.`);
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return report.isIntact ? 0 : 1;
  } catch (error) {
    return refuse(`The log cannot be read: ${readMessage(error)}\n${usage}`);
  }
}

function readMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function refuse(message: string): 2 {
  process.stderr.write(`${message}\n`);
  return 2;
}
