import { type BaseMessage } from '@langchain/core/messages';
import { type AgentMiddleware, createMiddleware } from 'langchain';

import { type RunRuntime } from '../audit/index.js';
import { type CallVerdict, findRunContext } from '../contract/index.js';
import { findPendingCalls, type MessageCall, toCallKey, withEditedCalls } from '../messages/index.js';
import { type Flow, runStateSchema } from '../run-state/index.js';
import { toCallFingerprint } from '../tool-catalog/index.js';
import { reviewCalls, type ReviewOptions } from './review-calls.js';

/** The state that verdicts look at. */
export interface ReviewedState {
  readonly messages: readonly BaseMessage[];
  readonly _leeward_flow?: Flow | undefined;
}

/** The options of `approvalMiddleware`. */
export interface ApprovalMiddlewareOptions extends ReviewOptions {
  /** Decides about a call. The same call on the same state gets the same verdict: it is decided again after an interrupt. */
  readonly decide: (call: MessageCall, state: ReviewedState, runtime: RunRuntime) => CallVerdict;
}

/**
 * Creates middleware that reviews calls before they run: one interrupt asks a person about all calls of an answer that wait.
 *
 * A call that reaches its tool without that review, for example after a jump of other middleware, is reviewed there.
 */
export function approvalMiddleware(options: ApprovalMiddlewareOptions): AgentMiddleware {
  const { decide, now } = options;
  const middleware = createMiddleware({
    name: 'ApprovalMiddleware',
    stateSchema: runStateSchema,
    afterModel: {
      canJumpTo: ['model'],
      hook: async (state, runtime) => {
        const pending = findPendingCalls(state.messages);
        if (pending === undefined) return undefined;
        const { message, calls } = pending;
        const verdicts = calls.map((call) => ({ call, verdict: decide(call, state, runtime) }));
        const { reviewed, wasAsked } = await reviewCalls(verdicts, message.id ?? '', runtime, options);
        const edits = new Map<string, MessageCall['args']>();
        const grants: Record<string, string> = {};
        for (const review of reviewed) {
          if ('message' in review) continue;
          const { call, args, isEdited } = review;
          if (isEdited) edits.set(call.id ?? '', args);
          grants[toCallKey(state.messages, call.id)] = toGrant({ name: call.name, args }, runtime);
        }
        const messages = reviewed.flatMap((review) => ('message' in review ? [review.message] : []));
        const hasRest = messages.length < reviewed.length;
        return {
          messages: [...(edits.size === 0 ? [] : [withEditedCalls(message, edits)]), ...messages],
          _leeward_grants: grants,
          ...(wasAsked ? { _leeward_clock: now().getTime() } : {}),
          // Without a call that is left, LangChain would end the run here.
          ...(hasRest ? {} : { jumpTo: 'model' as const }),
        };
      },
    },
    wrapToolCall: async (request, handler) => {
      const { toolCall, state, runtime } = request;
      const key = toCallKey(state.messages, toolCall.id);
      const grants = state._leeward_grants ?? {};
      if (Object.hasOwn(grants, key) && grants[key] === toGrant(toolCall, runtime)) return handler(request);
      const verdict = decide(toolCall, state, runtime);
      const notReviewed = { code: 'not_reviewed', text: 'The call is not the one that was reviewed.' } as const;
      const callWithVerdict = {
        call: toolCall,
        verdict: verdict.outcome === 'allow' ? verdict : { ...verdict, reasons: [...verdict.reasons, notReviewed] },
      };
      const { reviewed } = await reviewCalls([callWithVerdict], key, runtime, options);
      const [review = { call: toolCall, args: toolCall.args, isEdited: false }] = reviewed;
      if ('message' in review) return review.message;
      return handler({ ...request, toolCall: { ...toolCall, args: review.args } });
    },
  });
  return middleware as unknown as AgentMiddleware;
}

/** Names a call that may run. A copy of the thread, and another agent on it, need a grant of their own. */
function toGrant({ name, args }: Pick<MessageCall, 'name' | 'args'>, runtime: RunRuntime): string {
  const { threadId, agent } = findRunContext(runtime) ?? {};
  return toCallFingerprint({ name, args: [args, threadId, agent] });
}
