import { toJsonSchema } from '@langchain/core/utils/json_schema';
import { isInteropZodSchema } from '@langchain/core/utils/types';

import { type ApprovalDecision, type CallReason, type JsonObject, type JsonValue } from '../contract/index.js';
import { type MessageCall } from '../messages/index.js';

/** A call that a person is asked about. */
export interface ApprovalQuestion {
  readonly call: MessageCall;
  readonly reasons: readonly CallReason[];
  readonly decisions: readonly ApprovalDecision[];
  /** The schema of the arguments, of zod or JSON Schema. Undefined: it is not known. */
  readonly schema?: unknown;
}

/**
 * Converts questions to the value of an interrupt. Its form is that of LangChain's `humanInTheLoopMiddleware`, so that Agent Chat UI
 * and `useStream` can show it. The fields `id`, `reasons` and `expires_at` are added by us.
 *
 * @param problem the reason why an earlier answer could not be used
 */
export function toInterruptValue(
  questions: readonly ApprovalQuestion[],
  key: string,
  expiresAt: Date | null,
  problem: string | undefined,
): JsonObject {
  return {
    action_requests: questions.map(({ call, reasons }) => ({
      name: call.name,
      args: call.args as JsonValue,
      description: describe(call, reasons, problem),
      id: call.id ?? '',
      reasons: reasons.map(toJsonReason),
    })),
    review_configs: questions.map(({ call, decisions, schema }) => ({
      action_name: call.name,
      allowed_decisions: [...decisions],
      ...toSchemaField(schema),
    })),
    // Not `key`: classifiers would take it for a secret.
    question_id: key,
    expires_at: expiresAt?.toISOString() ?? null,
  };
}

/** Reads the questions back from the value of an interrupt, as the record of an approval keeps it. Their reasons stay out. */
export function fromInterruptValue(value: JsonValue): readonly ApprovalQuestion[] {
  const { action_requests: calls, review_configs: configs } = value as unknown as {
    readonly action_requests: readonly MessageCall[];
    readonly review_configs: readonly {
      readonly allowed_decisions: readonly ApprovalDecision[];
      readonly args_schema?: unknown;
    }[];
  };
  return calls.map(({ id, name, args }, index) => ({
    call: { id, name, args },
    reasons: [],
    decisions: configs[index]?.allowed_decisions ?? [],
    schema: configs[index]?.args_schema,
  }));
}

function describe(call: MessageCall, reasons: readonly CallReason[], problem: string | undefined): string {
  const lines = reasons.map(({ text, excerpt }) => (excerpt ? `${text} It begins: ${JSON.stringify(excerpt)}` : text));
  return [
    ...(problem === undefined ? [] : [`The last answer could not be used: ${problem}`]),
    `The agent wants to call ${call.name}.`,
    ...lines,
  ].join('\n');
}

function toJsonReason({ code, text, sourceTool, excerpt }: CallReason): JsonObject {
  return {
    code,
    text,
    ...(sourceTool === undefined ? {} : { source_tool: sourceTool }),
    ...(excerpt === undefined ? {} : { excerpt }),
  };
}

function toSchemaField(schema: unknown): JsonObject {
  if (typeof schema !== 'object' || schema === null) return {};
  try {
    return { args_schema: (isInteropZodSchema(schema) ? toJsonSchema(schema) : schema) as JsonObject };
  } catch {
    // JSON Schema cannot express every schema of zod, such as one of dates.
    return {};
  }
}
