import { type ToolMessage } from '@langchain/core/messages';
import { isGraphInterrupt } from '@langchain/langgraph';
import { type Moderator } from '@leeward/moderation';

import { type DecisionLog, type RunRuntime } from '../audit/index.js';
import { type ApprovalDecision, type CallVerdict, findRunContext } from '../contract/index.js';
import { createReviewerMessage, type MessageCall } from '../messages/index.js';
import { type ToolCatalog } from '../tool-catalog/index.js';
import { type PersonDecision } from './answer.js';
import { ApprovalRecords } from './approval-records.js';
import { askPerson } from './ask-person.js';
import { prepareDecisions } from './prepare-decisions.js';
import { type ApprovalQuestion } from './question.js';

/** The options for the review of calls. */
export interface ReviewOptions {
  readonly catalog: ToolCatalog;
  readonly log: DecisionLog;
  readonly moderator?: Moderator | undefined;
  readonly expiry?: number | undefined;
  readonly now: () => Date;
  /** The answers that a person may give about a tool. */
  readonly findDecisions: (tool: string) => readonly ApprovalDecision[];
}

/** A call with the verdict of the rules. */
export interface CallWithVerdict {
  readonly call: MessageCall;
  readonly verdict: CallVerdict;
}

/** The end of the review of one call: it runs, maybe edited, or a message takes the place of its result. */
export type ReviewedCall =
  | { readonly call: MessageCall; readonly args: MessageCall['args']; readonly isEdited: boolean }
  | { readonly call: MessageCall; readonly message: ToolMessage };

/**
 * Asks a person about all calls that wait for one, in one interrupt, and writes every decision down.
 *
 * @returns the calls in their order, and whether a person was asked
 */
export async function reviewCalls(
  calls: readonly CallWithVerdict[],
  step: string,
  runtime: RunRuntime,
  options: ReviewOptions,
): Promise<{ readonly reviewed: readonly ReviewedCall[]; readonly wasAsked: boolean }> {
  const { log } = options;
  const asked = calls.filter(({ verdict }) => verdict.outcome === 'ask');
  const decisions = asked.length === 0 ? [] : await ask(asked, step, runtime, options);
  const remaining = [...decisions];
  const reviewed: ReviewedCall[] = [];
  for (const { call, verdict } of calls) {
    const { reasons } = verdict;
    const decision = verdict.outcome === 'ask' ? remaining.shift() : undefined;
    if (decision === undefined) {
      await log.write(runtime, { call, outcome: verdict.outcome, reasons });
      reviewed.push(verdict.outcome === 'allow' ? toAllowed(call) : { call, message: toRefusal(call, verdict) });
      continue;
    }
    const { type: outcome, by: decidedBy, reason } = decision;
    await log.write(runtime, { call, outcome, reasons, decidedBy, hasReason: reason !== undefined });
    reviewed.push(applyDecision(call, decision));
  }
  return { reviewed, wasAsked: asked.length > 0 };
}

async function ask(
  asked: readonly CallWithVerdict[],
  step: string,
  runtime: RunRuntime,
  { catalog, log, moderator, expiry, now, findDecisions }: ReviewOptions,
): Promise<readonly PersonDecision[]> {
  const questions = asked.map(({ call, verdict }): ApprovalQuestion => ({
    call,
    reasons: verdict.reasons,
    decisions: findDecisions(call.name),
    schema: catalog.find(call.name)?.schema,
  }));
  try {
    return await askPerson(questions, {
      records: new ApprovalRecords(findRunContext(runtime), now),
      ...{ step, expiry, now },
      prepare: (decisions) => prepareDecisions(questions, decisions, moderator),
    });
  } catch (error) {
    if (isGraphInterrupt(error)) {
      for (const { call, verdict } of asked)
        await log.write(runtime, { call, outcome: 'ask', reasons: verdict.reasons });
    }
    throw error;
  }
}

function applyDecision(call: MessageCall, { type, args, message }: PersonDecision): ReviewedCall {
  switch (type) {
    case 'approve':
      return toAllowed(call);
    case 'edit':
      return { call, args: args ?? call.args, isEdited: true };
    case 'respond':
      return { call, message: createReviewerMessage(call, message ?? '', 'success') };
    case 'expired':
      return {
        call,
        message: createReviewerMessage(call, 'Nobody approved this call in time. It did not run.', 'error'),
      };
    case 'reject': {
      const text = message === undefined ? '' : ` They say: ${message}`;
      return {
        call,
        message: createReviewerMessage(call, `A person rejected this call. It did not run.${text}`, 'error'),
      };
    }
  }
}

function toAllowed(call: MessageCall): ReviewedCall {
  return { call, args: call.args, isEdited: false };
}

function toRefusal(call: MessageCall, { reasons }: CallVerdict): ToolMessage {
  const because = reasons.map(({ text }) => text).join(' ');
  return createReviewerMessage(call, `This call is not allowed, and did not run. ${because}`, 'error');
}
