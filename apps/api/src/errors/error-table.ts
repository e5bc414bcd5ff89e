import {
  ChatTemplateError,
  type ConversationProblem,
  InvalidConversationError,
  PlanMismatchError,
  TemplateRenderError,
  UnknownTokenError,
  VocabularyError,
  WindowTooSmallError,
} from '@leeward/chat-template';
import {
  ContextOverflowError,
  EngineClosedError,
  EngineCrashedError,
  GrammarDeadEndError,
  InvalidOptionError,
  QueueFullError,
  UnsupportedSchemaError,
  UnsupportedToolError,
} from '@leeward/mixtral-llm';
import { PolicyNotAllowedError, PolicyUnknownError } from '@leeward/moderation';
import { ClientDisconnectedError } from './client-disconnected-error.js';
import { StorageError } from './storage-error.js';
import { type ErrorClass, thrown, type ThrownDetails, type ThrownError } from './thrown-error.js';

/** The kinds of error that OpenAI's clients know. */
export type OpenAiErrorType =
  'invalid_request_error' | 'not_found_error' | 'rate_limit_error' | 'server_error' | 'service_unavailable_error';

/** One row of the table: the answer to errors of one code. */
export interface ErrorRow {
  readonly status: number;
  readonly type: OpenAiErrorType;
  /**
   * Seconds after which the caller should try again. Absent: another try would fail, or the error itself has the
   * seconds.
   */
  readonly retryAfterSeconds?: number | undefined;
  /** Whether clients must not try again by themselves, as they do after a status of 500 or more. Default false. */
  readonly isFinal?: boolean | undefined;
  /** Whether the condition is normal and is not logged. Default false. */
  readonly isExpected?: boolean | undefined;
  /** The library's error that is answered with this code. Absent: only this program itself gives the code. */
  readonly thrown?: ThrownError | undefined;
}

function badRequest(error?: ThrownError): ErrorRow {
  return { status: 400, type: 'invalid_request_error', thrown: error };
}

function serverFault(error?: ThrownError): ErrorRow {
  return { status: 500, type: 'server_error', thrown: error };
}

function unavailable(row: Omit<ErrorRow, 'status' | 'type'>): ErrorRow {
  return { status: 503, type: 'service_unavailable_error', ...row };
}

/** Names the field of an error in a whole conversation, which is in no single message. */
const conversationFields: Readonly<Record<ConversationProblem, 'messages' | 'tools'>> = {
  EMPTY_CONVERSATION: 'messages',
  INVALID_MESSAGE: 'messages',
  UNKNOWN_ROLE: 'messages',
  SYSTEM_NOT_FIRST: 'messages',
  ROLES_NOT_ALTERNATING: 'messages',
  EMPTY_ASSISTANT_MESSAGE: 'messages',
  LAST_MESSAGE_NOT_FROM_USER: 'messages',
  TEXT_AND_TOOL_CALLS: 'tools',
  TOOL_CALLS_NOT_FROM_ASSISTANT: 'tools',
  TOOL_RESULT_WITHOUT_CALL: 'tools',
  TOOL_CALL_WITHOUT_RESULT: 'tools',
  DUPLICATE_TOOL_CALL_ID: 'tools',
  INVALID_TOOL_CALL_ID: 'tools',
  INVALID_TOOL_NAME: 'tools',
  DUPLICATE_TOOL_NAME: 'tools',
  UNKNOWN_TOOL_CHOICE: 'tools',
  MULTIPLE_TOOL_RESULTS: 'tools',
  CONTROL_STRING_IN_TEXT: 'messages',
};

/** One row for each problem that a conversation can have; the code is the problem's name in lower case. */
const conversationRows = Object.fromEntries(
  Object.entries(conversationFields).map(([problem, field]) => [
    problem.toLowerCase(),
    badRequest(
      thrown(InvalidConversationError, problem as ConversationProblem, {
        param: ({ messageIndex }) => (messageIndex < 0 ? field : `messages[${messageIndex}]`),
      }),
    ),
  ]),
) as Record<Lowercase<ConversationProblem>, ErrorRow>;

/**
 * Creates the row of an error of the chat template. Its field is `messages`, the only part that the caller can change.
 */
function templateRow<Thrown extends ChatTemplateError>(errorClass: ErrorClass<Thrown>, code: Thrown['code']): ErrorRow {
  return badRequest(thrown<Thrown>(errorClass, code, { param: () => 'messages' }));
}

/** Every error code of the API, and the HTTP answer to it. */
export const errorTable = {
  // Access
  invalid_api_key: { status: 401, type: 'invalid_request_error' },
  policy_not_allowed: {
    status: 403,
    type: 'invalid_request_error',
    thrown: thrown(PolicyNotAllowedError, 'POLICY_NOT_ALLOWED'),
  },
  policy_unknown: badRequest(thrown(PolicyUnknownError, 'POLICY_UNKNOWN')),
  not_found: { status: 404, type: 'not_found_error' },
  method_not_allowed: { status: 405, type: 'invalid_request_error' },
  host_not_allowed: { status: 421, type: 'invalid_request_error' },

  // Limits of keys
  model_not_allowed: { status: 403, type: 'invalid_request_error' },
  rate_limit_exceeded: { status: 429, type: 'rate_limit_error' },
  request_exceeds_limit: { status: 429, type: 'rate_limit_error', isFinal: true },

  // Requests that are not HTTP, or take too long
  invalid_request: badRequest(),
  request_too_slow: { status: 408, type: 'invalid_request_error' },
  headers_too_large: { status: 431, type: 'invalid_request_error' },
  request_timeout: { status: 504, type: 'server_error', isFinal: true },

  // Bodies
  unsupported_media_type: { status: 415, type: 'invalid_request_error' },
  body_too_large: { status: 413, type: 'invalid_request_error' },
  invalid_body: badRequest(),
  invalid_json: badRequest(),
  too_many_levels: badRequest(),
  too_many_values: badRequest(),
  unsupported_parameter: badRequest(),
  invalid_value: badRequest(
    thrown(InvalidOptionError, 'INVALID_OPTION', {
      message: ({ option, problem, advice }) => `The field "${toFieldName(option)}" ${problem}: ${advice}.`,
      param: ({ option }) => toFieldName(option),
    }),
  ),

  // Moderation
  content_filter: badRequest(),
  content_too_long: badRequest(),
  content_not_moderatable: badRequest(),
  moderation_overloaded: { status: 429, type: 'rate_limit_error', retryAfterSeconds: 2 },
  moderation_unavailable: unavailable({ retryAfterSeconds: 1 }),
  audit_log_failing: unavailable({ retryAfterSeconds: 5, isExpected: true }),
  guard_failing: unavailable({ retryAfterSeconds: 5, isExpected: true }),

  // Conversations, tools and schemas
  ...conversationRows,
  template_not_rendered: templateRow(TemplateRenderError, 'TEMPLATE_NOT_RENDERED'),
  window_too_small: templateRow(WindowTooSmallError, 'WINDOW_TOO_SMALL'),
  context_length_exceeded: badRequest(thrown(ContextOverflowError, 'CONTEXT_OVERFLOW', { param: () => 'messages' })),
  unsupported_tool: badRequest(thrown(UnsupportedToolError, 'UNSUPPORTED_TOOL', { param: () => 'tools' })),
  unsupported_schema: badRequest(
    thrown(UnsupportedSchemaError, 'UNSUPPORTED_SCHEMA', {
      param: ({ origin }) => (/^(?:the tools\b|tool )/.test(origin ?? '') ? 'tools' : 'response_format'),
    }),
  ),
  grammar_dead_end: badRequest(thrown(GrammarDeadEndError, 'GRAMMAR_DEAD_END')),

  // Stored responses and conversations
  storage_off: badRequest(),
  storage_unavailable: unavailable({ retryAfterSeconds: 2, thrown: thrown(StorageError, 'STORAGE_FAILED') }),
  previous_response_not_found: badRequest(),
  response_not_found: { status: 404, type: 'invalid_request_error' },
  response_not_cancellable: badRequest(),
  conversation_not_found: { status: 404, type: 'invalid_request_error' },
  conversation_full: badRequest(),
  item_not_found: { status: 404, type: 'invalid_request_error' },

  // Models
  model_not_found: { status: 404, type: 'invalid_request_error' },
  no_chat_template: badRequest(),
  model_loading: unavailable({ retryAfterSeconds: 5, isExpected: true }),
  engine_restarting: unavailable({ retryAfterSeconds: 2, isExpected: true }),
  engine_crashed: unavailable({ retryAfterSeconds: 2, thrown: thrown(EngineCrashedError, 'ENGINE_CRASHED') }),
  engine_closed: unavailable({ retryAfterSeconds: 2, thrown: thrown(EngineClosedError, 'ENGINE_CLOSED') }),
  queue_full: {
    status: 429,
    type: 'rate_limit_error',
    thrown: thrown(QueueFullError, 'QUEUE_FULL', { retryAfterSeconds: (error) => error.retryAfterSeconds }),
  },

  // Everything else
  client_disconnected: {
    status: 499,
    type: 'invalid_request_error',
    thrown: thrown(ClientDisconnectedError, 'CLIENT_DISCONNECTED'),
  },
  plan_mismatch: serverFault(thrown(PlanMismatchError, 'PLAN_MISMATCH')),
  vocabulary_not_usable: serverFault(thrown(VocabularyError, 'VOCABULARY_NOT_USABLE')),
  unknown_token: serverFault(thrown(UnknownTokenError, 'UNKNOWN_TOKEN')),
  internal_error: serverFault(),
} as const satisfies Readonly<Record<string, ErrorRow>>;

/** A code by which callers distinguish errors. It never changes. */
export type ErrorCode = keyof typeof errorTable;

/** The name of an option as requests write it: `logitBias` as `logit_bias`. */
function toFieldName(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const codesByThrownCode: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries<ErrorRow>(errorTable).flatMap(([code, { thrown: error }]) =>
    error ? [[error.code, code as ErrorCode] as const] : [],
  ),
);

/** Finds the row of a library's error, and fills it in; undefined for an error that has no row. */
export function findRow(error: unknown): (ThrownDetails & { readonly code: ErrorCode }) | undefined {
  const thrownCode = error instanceof Error && 'code' in error ? error.code : undefined;
  const code = typeof thrownCode === 'string' ? codesByThrownCode.get(thrownCode) : undefined;
  if (code === undefined) return undefined;
  const row: ErrorRow = errorTable[code];
  const details = row.thrown?.read(error);
  return details && { code, ...details };
}
