import { type StructuredToolInterface } from '@langchain/core/tools';
import { type Moderator } from '@leeward/moderation';
import { moderationMiddleware } from '@leeward/moderation/langchain';
import { createAgent } from 'langchain';

import {
  type AgentGraph,
  findToolLabels,
  type RunLimits,
  type ServedAgent,
  type ToolLabels,
} from '../../contract/index.js';
import { createAgentMiddleware } from '../../guards/index.js';
import { type AgentDocument, toLabels } from '../schema/index.js';
import { buildTools } from './build-tools.js';
import { chooseModelMiddleware, PendingChatModel } from './choose-model.js';
import { type FileContext } from './file-context.js';
import { findAgentModel } from './find-model.js';

/**
 * Builds an agent of a file. Its model and its tools are moderated, and its calls keep to the rules.
 *
 * @returns undefined when something is wrong: the list of the file then has the problems
 */
export async function buildAgent(
  context: FileContext,
  name: string,
  agent: AgentDocument,
): Promise<ServedAgent | undefined> {
  const path = ['agents', name];
  const { host, problems } = context;
  const moderator = await problems.try([...path, 'policy'], () => host.findModerator(agent.policy));
  const model = await problems.try([...path, 'model'], () => findAgentModel(context, agent.model));
  if (moderator === undefined || model === undefined) return undefined;
  const tools = await buildTools(context, agent, [...path, 'tools'], moderator);
  const limits = toRunLimits(agent.limits);
  const labels = await problems.try(path, () => replaceLabels(context, agent, path, tools));
  if (labels === undefined) return undefined;
  const assemble = (current: Moderator): AgentGraph => {
    const guards = createAgentMiddleware({
      tools,
      labels,
      instructions: agent.instructions,
      approvals: agent.approvals,
      approvalExpiry: agent.approval_expiry_seconds === undefined ? undefined : agent.approval_expiry_seconds * 1000,
      informationFlow: agent.information_flow,
      limits,
      prices: model.prices,
      moderator: current,
      onDecision: host.onDecision,
    });
    const { graph } = createAgent({
      name,
      model: new PendingChatModel(),
      tools: [...tools],
      middleware: [chooseModelMiddleware(model.find), moderationMiddleware({ moderator: current }), ...guards],
      ...(agent.instructions === undefined ? {} : { systemPrompt: agent.instructions }),
    });
    return graph as unknown as AgentGraph;
  };
  // A policy that changes is another moderator: what is kept for the earlier one goes with it.
  const graphs = new WeakMap<Moderator, AgentGraph>();
  const graphFor = (current: Moderator): AgentGraph => {
    const graph = graphs.get(current) ?? assemble(current);
    graphs.set(current, graph);
    return graph;
  };
  return problems.try(path, () => {
    const { description, model: modelName = 'default' } = agent;
    return {
      name,
      description,
      graph: graphFor(moderator),
      graphFor,
      moderator,
      limits,
      model: modelName,
      isModerated: true,
    };
  });
}

function toRunLimits({
  steps,
  tokens,
  seconds,
  cost,
  equal_calls: equalCalls,
}: NonNullable<AgentDocument['limits']> = {}): RunLimits {
  return { steps, tokens, milliseconds: seconds === undefined ? undefined : seconds * 1000, cost, equalCalls };
}

/** Joins the labels of the file with those that the tools carry. Labels of no tool are a problem: they may be a slip. */
function replaceLabels(
  { problems }: FileContext,
  { labels = {}, approvals = {} }: AgentDocument,
  path: readonly string[],
  tools: readonly StructuredToolInterface[],
): Readonly<Record<string, ToolLabels>> {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  for (const [field, names] of [
    ['labels', Object.keys(labels)],
    ['approvals', Object.keys(approvals).filter((name) => name !== '*')],
  ] as const) {
    for (const name of names) {
      if (!byName.has(name)) problems.add([...path, field, name], 'is no tool of this agent');
    }
  }
  return Object.fromEntries(
    [...byName].flatMap(([name, tool]) => {
      const own = Object.hasOwn(labels, name) ? labels[name] : undefined;
      return own === undefined ? [] : [[name, { ...findToolLabels(tool), ...toLabels(own) }]];
    }),
  );
}
