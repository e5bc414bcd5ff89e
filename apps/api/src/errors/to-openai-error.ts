import { ContextOverflowError as LangChainContextOverflowError } from '@langchain/core/errors';
import { ChatTemplateError, InvalidConversationError } from '@leeward/chat-template';
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
import { HttpException } from '@nestjs/common';
import { ClientDisconnectedError } from './client-disconnected-error.js';
import { OpenAiError, type OpenAiErrorFields } from './openai-error.js';

/** Any error as the caller may see it. */
export function toOpenAiError(error: unknown): OpenAiError {
  return error instanceof OpenAiError ? error : new OpenAiError(fieldsOf(error));
}

/** The same error, unless it is about what the model is to read, which has another name in each kind of request. */
export function withInputField(error: unknown, field: string): unknown {
  return ContextOverflowError.isInstance(error) ? new OpenAiError({ ...fieldsOf(error), param: field }) : error;
}

function fieldsOf(error: unknown): OpenAiErrorFields {
  if (LangChainContextOverflowError.isInstance(error) || ContextOverflowError.isInstance(error)) {
    return badRequest('context_length_exceeded', error.message, 'messages');
  }
  if (InvalidConversationError.isInstance(error)) {
    const whole = error.code.includes('TOOL') ? 'tools' : 'messages';
    const param = error.messageIndex < 0 ? whole : `messages[${error.messageIndex}]`;
    return badRequest(error.code.toLowerCase(), error.message, param);
  }
  if (ChatTemplateError.isInstance(error)) return badRequest(error.code.toLowerCase(), error.message, 'messages');
  if (UnsupportedSchemaError.isInstance(error)) {
    return badRequest(
      'unsupported_schema',
      error.message,
      /^(?:the tools\b|tool )/.test(error.origin ?? '') ? 'tools' : 'response_format',
    );
  }
  if (GrammarDeadEndError.isInstance(error)) return badRequest('grammar_dead_end', error.message);
  if (UnsupportedToolError.isInstance(error)) return badRequest('unsupported_tool', error.message, 'tools');
  if (InvalidOptionError.isInstance(error)) {
    const field = fieldOfOption(error.option);
    return badRequest('invalid_value', `The field "${field}" ${error.problem}: ${error.advice}.`, field);
  }
  if (PolicyNotAllowedError.isInstance(error))
    return { status: 403, type: 'invalid_request_error', code: 'policy_not_allowed', message: error.message };
  if (PolicyUnknownError.isInstance(error))
    return { status: 400, type: 'invalid_request_error', code: 'policy_unknown', message: error.message };
  if (QueueFullError.isInstance(error)) {
    return {
      status: 429,
      type: 'rate_limit_error',
      code: 'queue_full',
      message: error.message,
      retryAfterSeconds: error.retryAfterSeconds,
    };
  }
  if (EngineCrashedError.isInstance(error) || EngineClosedError.isInstance(error)) {
    return { ...unavailable, code: error.code.toLowerCase(), message: error.message, retryAfterSeconds: 2 };
  }
  if (error instanceof ClientDisconnectedError) {
    return { status: 499, type: 'invalid_request_error', code: 'client_disconnected', message: error.message };
  }
  if (error instanceof HttpException) return fieldsOfStatus(error.getStatus(), error.message);
  return {
    status: 500,
    type: 'server_error',
    code: 'internal_error',
    message: 'The server failed. The log says where.',
  };
}

/** Options of models are named as fields are, but for their form. */
function fieldOfOption(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const unavailable = { status: 503, type: 'service_unavailable_error' } as const;

function badRequest(code: string, message: string, param?: string): OpenAiErrorFields {
  return { status: 400, type: 'invalid_request_error', code, message, ...(param !== undefined && { param }) };
}

function fieldsOfStatus(status: number, message: string): OpenAiErrorFields {
  if (status === 404) return { status, type: 'not_found_error', code: 'not_found', message };
  if (status >= 500) return { status, type: 'server_error', message };
  return { status, type: 'invalid_request_error', message };
}
