#!/usr/bin/env node
import { parseArgs } from 'node:util';

import { verifyAuditLog } from './verify-audit-log.js';

/**
 * `leeward-verify-audit FILE [--last HASH]`: tells whether an audit log is whole. The key is read from AUDIT_KEY. Ends with 1
 * when the log is broken, with 2 when it cannot be read.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { last: { type: 'string' } } });
const [path] = positionals;
if (path === undefined) {
  process.stderr.write('Usage: leeward-verify-audit FILE [--last HASH]\n');
  process.exitCode = 2;
} else {
  try {
    const report = await verifyAuditLog(path, { key: process.env['AUDIT_KEY'], lastHash: values.last });
    process.stdout.write(`${JSON.stringify(report)}\n`);
    process.exitCode = report.isIntact ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
