import { ConfigurationError, describeIssue, type Moderator } from '@leeward/moderation';
import { type AgentMiddleware } from 'langchain';
import { type z } from 'zod';

import {
  type AgentDecisionListener,
  type ApprovalDecision,
  approvalDecisions,
  type CallVerdict,
  type RunLimits,
  type ToolLabels,
} from '../contract/index.js';
import {
  approvalMiddleware,
  type ApprovalMiddlewareOptions,
  type Approvals,
  approvalsSchema,
  decideApproval,
  findApprovalRule,
} from '../approvals/index.js';
import { DecisionLog } from '../audit/index.js';
import {
  decideFlow,
  informationFlowMiddleware,
  type InformationFlowOptions,
  informationFlowSchema,
  readFlow,
} from '../information-flow/index.js';
import { limitsMiddleware, type ModelPrices, modelPricesSchema } from '../limits/index.js';
import { type CatalogTool, ToolCatalog } from '../tool-catalog/index.js';
import { toolCallMiddleware } from '../tool-calls/index.js';

/** The options of `createAgentMiddleware`. */
export interface AgentMiddlewareOptions {
  /** The tools of the agent. */
  readonly tools: readonly CatalogTool[];
  /** Labels by the name of a tool. Default: those that the tools carry. */
  readonly labels?: Readonly<Record<string, ToolLabels>> | undefined;
  /** The instructions of the agent. Arguments from them can run without a question. */
  readonly instructions?: string | undefined;
  /** Which calls wait for a person. Default: only those that the rules over the flow of information name. */
  readonly approvals?: Approvals | undefined;
  /** Milliseconds after which a call that waits counts as rejected. Only on a server. Default: never. */
  readonly approvalExpiry?: number | undefined;
  /** The rules over the flow of information. Default: ask after untrusted text, refuse after private data too. */
  readonly informationFlow?: InformationFlowOptions | undefined;
  /** Default: 50 steps, 10 minutes, 3 equal calls. */
  readonly limits?: RunLimits | undefined;
  /** Needed for a limit of the cost. */
  readonly prices?: ModelPrices | undefined;
  /** Moderates the answers of people and the results that are written down. */
  readonly moderator?: Moderator | undefined;
  /** Hears of every verdict and every decision, for the audit log. */
  readonly onDecision?: AgentDecisionListener | undefined;
  /** The clock. Default: that of the machine. */
  readonly now?: (() => Date) | undefined;
}

/**
 * Creates the middleware that keeps an agent within its limits, in the order that `createAgent` needs. Put `moderationMiddleware`
 * before it.
 *
 * @throws {ConfigurationError} for rules that make no sense; it names the field.
 */
export function createAgentMiddleware(options: AgentMiddlewareOptions): AgentMiddleware[] {
  const { tools, limits = {}, moderator, approvalExpiry: expiry, now = () => new Date() } = options;
  const catalog = new ToolCatalog(tools, options.labels);
  const approvals = parse(approvalsSchema, options.approvals ?? {}, 'approvals');
  const policy = parse(informationFlowSchema, options.informationFlow ?? {}, 'informationFlow');
  const prices = options.prices === undefined ? undefined : parse(modelPricesSchema, options.prices, 'prices');
  if (limits.cost !== undefined && prices === undefined) {
    throw new ConfigurationError('limits.cost needs the prices of the model; give prices, or leave the limit out.');
  }
  const instructions = options.instructions === undefined ? [] : [options.instructions];
  const review = {
    ...{ catalog, moderator, expiry, now },
    log: new DecisionLog(options.onDecision, now),
    findDecisions: (tool: string): readonly ApprovalDecision[] => {
      const rule = findApprovalRule(approvals, tool);
      return (typeof rule === 'object' ? rule.decisions : undefined) ?? approvalDecisions;
    },
  };
  const decide: ApprovalMiddlewareOptions['decide'] = ({ name, args }, state) => {
    const flow = readFlow(state, catalog, { untrustedAttachments: policy.untrusted_attachments });
    const facts = { args, labels: catalog.findLabels(name), flow };
    return joinVerdicts(
      decideApproval(approvals, name, facts),
      decideFlow({ tool: name, args, flow, messages: state.messages, instructions }, policy, catalog),
    );
  };
  return [
    approvalMiddleware({ ...review, decide }),
    informationFlowMiddleware({ catalog, policy, instructions }),
    toolCallMiddleware(review),
    // LangChain runs `afterModel` from the last one to the first. So nobody is asked about a call of a run that ends.
    limitsMiddleware({ limits, prices, catalog, now }),
  ];
}

/** Joins two verdicts: the stricter one counts, with the reasons of both. */
function joinVerdicts(first: CallVerdict, second: CallVerdict): CallVerdict {
  const strictness = { allow: 0, ask: 1, refuse: 2 } as const;
  const [stricter, other] = strictness[first.outcome] >= strictness[second.outcome] ? [first, second] : [second, first];
  // A reason to allow a call explains nothing about a call that is asked about.
  const reasons = other.outcome === 'allow' && stricter.outcome !== 'allow' ? [] : other.reasons;
  return { outcome: stricter.outcome, reasons: [...stricter.reasons, ...reasons] };
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, name: string): z.output<Schema> {
  const parsed = schema.safeParse(value, { error: describeIssue });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = [name, ...(issue?.path ?? [])].join('.');
  throw new ConfigurationError(`${path} cannot be used: ${issue?.message ?? 'it is not valid'}`);
}
