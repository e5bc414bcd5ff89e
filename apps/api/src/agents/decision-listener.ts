import { type AgentDecisionListener } from '@leeward/agents';
import { type AuditLog } from '@leeward/moderation';
import { type Environment } from '../config/environment.js';
import { type Telemetry } from '../telemetry/telemetry.js';

/** The places where decisions about calls are recorded. */
interface DecisionPlaces {
  readonly level: Environment['AUDIT_LOG'];
  /** Undefined when decisions are not kept in a file. */
  readonly auditLog: Pick<AuditLog, 'append'> | undefined;
  readonly telemetry: Pick<Telemetry, 'metrics'>;
}

/** Creates the listener that records decisions about calls of tools. They hold no text. A call waits for the audit log. */
export function createDecisionListener({ level, auditLog, telemetry }: DecisionPlaces): AgentDecisionListener {
  return async (decision) => {
    const { agent = 'unknown', outcome, reasons } = decision;
    telemetry.metrics?.addAgentDecision(agent, outcome, reasons);
    if (level === 'all' || (level === 'findings' && outcome !== 'allow')) {
      process.stdout.write(`${JSON.stringify({ audit: decision })}\n`);
    }
    await auditLog?.append(decision);
  };
}
