import { AIMessage } from '@langchain/core/messages';
import { type AgentMiddleware, createMiddleware } from 'langchain';

import { type RunRuntime } from '../audit/index.js';
import { findRunContext, type RunLimits } from '../contract/index.js';
import { createReviewerMessage, findPendingCalls } from '../messages/index.js';
import { emptyUsage, runStateSchema, type Usage } from '../run-state/index.js';
import { toCallFingerprint, type ToolCatalog } from '../tool-catalog/index.js';
import { defaultLimits, findReachedLimit, type LimitEnd, toLoopEnd } from './find-limit.js';
import { type AnswerUsage, type ModelPrices, toAnswerUsage } from './prices.js';

/** The options of `limitsMiddleware`. */
export interface LimitsMiddlewareOptions {
  /** The limits. Those of the run on a server come first. */
  readonly limits: RunLimits;
  readonly prices?: ModelPrices | undefined;
  readonly catalog: ToolCatalog;
  readonly now: () => Date;
}

/** The most different calls that a run remembers. More end it by its steps. */
const maximumCalls = 1_000;

/**
 * Creates middleware that ends a run which reaches a limit or goes in a circle. The last message and the server say why.
 *
 * A run begins with a new input. It goes on after a person has answered an interrupt, and only its time begins again then.
 */
export function limitsMiddleware({ limits, prices, catalog, now }: LimitsMiddlewareOptions): AgentMiddleware {
  const findLimits = (runtime: RunRuntime): RunLimits => ({ ...limits, ...findRunContext(runtime)?.limits });
  const middleware = createMiddleware({
    name: 'LimitsMiddleware',
    stateSchema: runStateSchema,
    beforeAgent: () => {
      const time = now().getTime();
      return { _leeward_usage: { ...emptyUsage, startedAt: time }, _leeward_clock: time };
    },
    // Not in beforeModel: LangChain skips it after a jump to the model.
    wrapModelCall: (request, handler) => {
      const { state, runtime } = request;
      const usage = state._leeward_usage ?? emptyUsage;
      const elapsed = now().getTime() - Math.max(state._leeward_clock ?? 0, usage.startedAt);
      const reached = findReachedLimit(usage, elapsed, findLimits(runtime));
      if (reached === undefined) return handler(request);
      return endRun(reached, runtime);
    },
    afterModel: {
      canJumpTo: ['end'],
      hook: (state, runtime) => {
        const answer = state.messages.at(-1);
        if (!AIMessage.isInstance(answer)) return undefined;
        const calls = findPendingCalls(state.messages)?.calls ?? [];
        const answerUsage = toAnswerUsage(answer, state.messages.slice(0, -1), prices);
        const usage = addAnswer(state._leeward_usage ?? emptyUsage, calls.map(toCallFingerprint), answerUsage);
        const { equalCalls = defaultLimits.equalCalls } = findLimits(runtime);
        const repeated = calls.find((call) => (usage.calls[toCallFingerprint(call)] ?? 0) >= equalCalls);
        if (repeated === undefined) return { _leeward_usage: usage };
        // The name in a call can be any text that a model wrote.
        const tool = catalog.find(repeated.name) === undefined ? 'a tool' : repeated.name;
        const end = endRun(toLoopEnd(tool, equalCalls), runtime);
        // Each call needs an answer, so that the thread can go on later.
        const answers = calls.map((call) =>
          createReviewerMessage(call, 'This call did not run: the run ended.', 'error'),
        );
        return { messages: [...answers, end], _leeward_usage: usage, jumpTo: 'end' as const };
      },
    },
  });
  return middleware as unknown as AgentMiddleware;
}

function endRun({ reason, message }: LimitEnd, runtime: RunRuntime): AIMessage {
  findRunContext(runtime)?.end(reason);
  return new AIMessage({ content: message, response_metadata: { finish_reason: reason } });
}

function addAnswer(usage: Usage, fingerprints: readonly string[], answer: AnswerUsage): Usage {
  const calls = { ...usage.calls };
  for (const fingerprint of fingerprints) {
    if (Object.keys(calls).length < maximumCalls) calls[fingerprint] = (calls[fingerprint] ?? 0) + 1;
  }
  return {
    startedAt: usage.startedAt,
    steps: usage.steps + 1,
    tokens: usage.tokens + answer.tokens,
    cost: usage.cost + answer.cost,
    calls,
  };
}
