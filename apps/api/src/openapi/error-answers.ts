import { z } from 'zod';
import { type ErrorCode, type ErrorRow, errorTable } from '../errors/error-table.js';

/** The body of an error, as OpenAI's clients read it. */
export const openAiErrorBody = z
  .looseObject({
    error: z.looseObject({
      message: z.string().describe('The problem, where it is, and the remedy.'),
      type: z.string(),
      param: z.string().nullable().describe('The field that is wrong, such as messages[1].content.'),
      code: z.string().nullable().describe('Distinguishes errors, and never changes.'),
      categories: z.array(z.string()).optional().describe('The categories for which a text was blocked.'),
    }),
  })
  .meta({ id: 'Error' });

/** The errors that a route has because of its kind. */
export interface RouteKind {
  readonly hasBody: boolean;
  readonly hasParameters: boolean;
  /** Whether a key is asked for, and a policy chosen. */
  readonly isGuarded: boolean;
}

const errorsOfAll: readonly ErrorCode[] = [
  'invalid_request',
  'request_too_slow',
  'host_not_allowed',
  'headers_too_large',
  'internal_error',
  'request_timeout',
];
const errorsOfBodies: readonly ErrorCode[] = [
  'invalid_body',
  'invalid_json',
  'too_many_levels',
  'too_many_values',
  'unsupported_parameter',
  'invalid_value',
  'body_too_large',
  'unsupported_media_type',
];
const errorsOfAccess: readonly ErrorCode[] = [
  'invalid_api_key',
  'policy_not_allowed',
  'policy_unknown',
  'rate_limit_exceeded',
];

/** The codes of a text that does not pass the moderation stage. */
export const moderationErrors: readonly ErrorCode[] = [
  'content_filter',
  'content_too_long',
  'content_not_moderatable',
  'moderation_overloaded',
  'moderation_unavailable',
];

/** The codes of a model that cannot answer, or not now. */
export const modelErrors: readonly ErrorCode[] = ['model_not_found', 'model_not_allowed', 'model_loading'];

/** The codes of an engine that generates. */
export const generationErrors: readonly ErrorCode[] = [
  'context_length_exceeded',
  'grammar_dead_end',
  'engine_restarting',
  'engine_crashed',
  'engine_closed',
  'queue_full',
  'request_exceeds_limit',
  'plan_mismatch',
  'vocabulary_not_usable',
  'unknown_token',
];

/** The codes of a conversation that a model cannot read. */
export const conversationErrors: readonly ErrorCode[] = [
  'empty_conversation',
  'invalid_message',
  'unknown_role',
  'system_not_first',
  'roles_not_alternating',
  'empty_assistant_message',
  'last_message_not_from_user',
  'text_and_tool_calls',
  'tool_calls_not_from_assistant',
  'tool_result_without_call',
  'tool_call_without_result',
  'duplicate_tool_call_id',
  'invalid_tool_call_id',
  'invalid_tool_name',
  'duplicate_tool_name',
  'unknown_tool_choice',
  'multiple_tool_results',
  'control_string_in_text',
  'template_not_rendered',
  'window_too_small',
  'no_chat_template',
  'unsupported_tool',
  'unsupported_schema',
];

/** Groups the codes of a route's errors by their status, in ascending order. */
export function groupErrors(
  own: readonly ErrorCode[],
  { hasBody, hasParameters, isGuarded }: RouteKind,
): ReadonlyMap<number, readonly ErrorCode[]> {
  const codes = new Set<ErrorCode>([
    ...own,
    ...errorsOfAll,
    ...(hasBody ? errorsOfBodies : []),
    ...(hasParameters ? (['invalid_value'] as const) : []),
    ...(isGuarded ? errorsOfAccess : []),
  ]);
  const statuses = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status }: ErrorRow = errorTable[code];
    statuses.set(status, [...(statuses.get(status) ?? []), code]);
  }
  return new Map([...statuses].sort(([one], [other]) => one - other));
}
