import { type ToolMessage } from '@langchain/core/messages';
import { type Command, isGraphInterrupt } from '@langchain/langgraph';
import { type AgentMiddleware, createMiddleware } from 'langchain';

import { reviewCalls, type ReviewOptions } from '../approvals/index.js';
import { type RunRuntime } from '../audit/index.js';
import { type CallReason, findRunContext, type ToolCallRecord, type ToolCallStorage } from '../contract/index.js';
import { createReviewerMessage, type MessageCall, toCallKey } from '../messages/index.js';
import { runStateSchema } from '../run-state/index.js';
import { toCallFingerprint } from '../tool-catalog/index.js';
import { withIdempotencyKey } from './idempotency-key.js';
import { moderateStoredResult } from './moderate-stored-result.js';
import { readAttemptEnd, writeAttemptEnd } from './stored-result.js';

/** The most attempts of one call. After them it is not tried again. */
const maximumAttempts = 20;

const outcomeUnknown: CallReason = {
  code: 'outcome_unknown',
  text: 'An earlier attempt was begun, and nobody knows whether it acted. Approve to run it again; reject to leave it.',
};

/**
 * Creates middleware that runs a tool with an effect at most once for each call.
 *
 * On a server each call is written down before it runs. After a crash its result is taken from there; if there is none, a person
 * decides whether it runs again. Without a server there is no place to write it down, and tools only get their idempotency key.
 */
export function toolCallMiddleware(options: ReviewOptions): AgentMiddleware {
  const middleware = createMiddleware({
    name: 'ToolCallMiddleware',
    stateSchema: runStateSchema,
    wrapToolCall: async (request, handler) => {
      const { toolCall, state, runtime } = request;
      if (options.catalog.findLabels(toolCall.name).effect === 'none') return handler(request);
      const run = findRunContext(runtime);
      const key = toCallFingerprint({ name: toCallKey(state.messages, toolCall.id), args: run?.threadId ?? '' });
      const tool = withIdempotencyKey(request.tool, key);
      const runTool = async (): Promise<ToolMessage | Command> => handler({ ...request, tool });
      if (run === undefined) return runTool();
      const ledger: Ledger = {
        begin: (attempt) => {
          const { threadId, runId } = run;
          return run.toolCalls.begin({ key: toAttemptKey(key, attempt), threadId, runId, tool: toolCall.name });
        },
        finish: (attempt, result) => run.toolCalls.finish(run.threadId, toAttemptKey(key, attempt), result),
      };
      return new OnceOnlyCall(toolCall, key, ledger, runtime, options).run(runTool, runtime.signal);
    },
  });
  return middleware as unknown as AgentMiddleware;
}

interface Ledger {
  readonly begin: (attempt: number) => ReturnType<ToolCallStorage['begin']>;
  readonly finish: (attempt: number, result: string) => Promise<void>;
}

/** Runs one call with its entries in the ledger. */
class OnceOnlyCall {
  readonly #call: MessageCall;
  readonly #key: string;
  readonly #ledger: Ledger;
  readonly #runtime: RunRuntime;
  readonly #options: ReviewOptions;

  constructor(call: MessageCall, key: string, ledger: Ledger, runtime: RunRuntime, options: ReviewOptions) {
    this.#call = call;
    this.#key = key;
    this.#ledger = ledger;
    this.#runtime = runtime;
    this.#options = options;
  }

  async run(
    runTool: () => Promise<ToolMessage | Command>,
    signal: AbortSignal | undefined,
  ): Promise<ToolMessage | Command> {
    let wasPaused = false;
    for (let attempt = 1; attempt <= maximumAttempts; attempt += 1) {
      const record = await this.#ledger.begin(attempt);
      if (record === undefined) return this.#runOnce(attempt, runTool, signal);
      if (record.status === 'done') {
        const end = await readAttemptEnd(record.result ?? '');
        if (end.kind === 'result') return end.result;
        wasPaused ||= end.kind === 'paused';
        // LangGraph gives the answers of a person again in the order of the questions.
        if (end.kind === 'retried') await this.#ask(attempt, record);
        continue;
      }
      const instead = wasPaused ? this.#giveUp() : await this.#ask(attempt, record);
      if (instead !== undefined) {
        await this.#ledger.finish(attempt, await writeAttemptEnd({ kind: 'result', result: instead }));
        return instead;
      }
      await this.#ledger.finish(attempt, await writeAttemptEnd({ kind: 'retried' }));
    }
    return this.#giveUp();
  }

  async #runOnce(
    attempt: number,
    runTool: () => Promise<ToolMessage | Command>,
    signal: AbortSignal | undefined,
  ): Promise<ToolMessage | Command> {
    let result: ToolMessage | Command;
    try {
      result = await runTool();
    } catch (error) {
      if (isGraphInterrupt(error)) {
        await this.#ledger.finish(attempt, await writeAttemptEnd({ kind: 'paused' }));
      } else if (signal?.aborted !== true) {
        // The text of the error stays out: it was not moderated.
        const failure = createReviewerMessage(
          this.#call,
          'The tool failed. It does not run again for this call.',
          'error',
        );
        await this.#ledger.finish(attempt, await writeAttemptEnd({ kind: 'result', result: failure }));
      }
      // After an abort nobody knows whether it acted, so the attempt stays open.
      throw error;
    }
    const stored = await moderateStoredResult(result, this.#call, this.#options.moderator);
    await this.#ledger.finish(attempt, await writeAttemptEnd({ kind: 'result', result: stored }));
    return stored;
  }

  /** Asks whether a call runs again. @returns the message in place of its result; undefined: it runs again */
  async #ask(attempt: number, { tool }: ToolCallRecord): Promise<ToolMessage | undefined> {
    const callWithVerdict = {
      call: { ...this.#call, name: tool },
      verdict: { outcome: 'ask', reasons: [outcomeUnknown] },
    } as const;
    const { reviewed } = await reviewCalls([callWithVerdict], `${this.#key}/${attempt}`, this.#runtime, {
      ...this.#options,
      // It runs with the arguments of the first attempt: others would be another call.
      findDecisions: () => ['approve', 'reject', 'respond'],
    });
    const [review] = reviewed;
    if (review === undefined) return this.#giveUp();
    return 'message' in review ? review.message : undefined;
  }

  #giveUp(): ToolMessage {
    const text =
      'Nobody knows whether an earlier attempt of this call acted, so it did not run again. Check it by hand.';
    return createReviewerMessage(this.#call, text, 'error');
  }
}

function toAttemptKey(key: string, attempt: number): string {
  return attempt === 1 ? key : `${key}.${attempt}`;
}
