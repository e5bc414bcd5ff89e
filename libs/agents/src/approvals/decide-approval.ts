import { type CallVerdict } from '../contract/index.js';
import { type ConditionFacts, meetsCondition } from './conditions.js';
import { type ApprovalRule, type Approvals } from './rules.js';

/** Finds the rule of a tool: its own, or else that of `*`. */
export function findApprovalRule(approvals: Approvals, tool: string): ApprovalRule | undefined {
  if (Object.hasOwn(approvals, tool)) return approvals[tool];
  return Object.hasOwn(approvals, '*') ? approvals['*'] : undefined;
}

/** Decides whether a call waits for a person by the approvals of an agent. */
export function decideApproval(approvals: Approvals, tool: string, facts: ConditionFacts): CallVerdict {
  const rule = findApprovalRule(approvals, tool);
  return rule === undefined || rule === 'never' || !applies(rule, facts)
    ? { outcome: 'allow', reasons: [] }
    : {
        outcome: 'ask',
        reasons: [{ code: 'approval_rule', text: 'The approvals of this agent name the tool.' }],
      };
}

function applies(rule: Exclude<ApprovalRule, 'never'>, facts: ConditionFacts): boolean {
  if (rule === 'always' || rule.when === undefined) return true;
  const conditions = Array.isArray(rule.when) ? rule.when : [rule.when];
  return conditions.some((condition) => meetsCondition(condition, facts));
}
