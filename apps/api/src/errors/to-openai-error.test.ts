import { ContextOverflowError as LangChainContextOverflowError } from '@langchain/core/errors';
import { describe, expect, it } from '@jest/globals';
import {
  InvalidConversationError,
  PlanMismatchError,
  UnknownTokenError,
  VocabularyError,
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
import { NotFoundException } from '@nestjs/common';
import { type Response } from 'express';
import { OpenAiError } from './openai-error.js';
import { ClientDisconnectedError } from './client-disconnected-error.js';
import { describeForLog } from './describe-for-log.js';
import { toOpenAiError } from './to-openai-error.js';

const open = { destroyed: false, socket: { destroyed: false } } as Response;

describe('toOpenAiError', () => {
  it.each([
    { error: new ContextOverflowError(5000, 4096), status: 400, code: 'context_length_exceeded', param: 'messages' },
    {
      error: LangChainContextOverflowError.fromError(new ContextOverflowError(5000, 4096)),
      status: 400,
      code: 'context_length_exceeded',
      param: 'messages',
    },
    {
      error: new InvalidConversationError('EMPTY_ASSISTANT_MESSAGE', 2, 'empty'),
      status: 400,
      code: 'empty_assistant_message',
      param: 'messages[2]',
    },
    {
      error: new InvalidConversationError('EMPTY_CONVERSATION', -1, 'empty'),
      status: 400,
      code: 'empty_conversation',
      param: 'messages',
    },
    {
      error: new InvalidConversationError('DUPLICATE_TOOL_NAME', -1, 'twice'),
      status: 400,
      code: 'duplicate_tool_name',
      param: 'tools',
    },
    {
      error: new UnsupportedSchemaError('', '"not"', 'leave it out', 'tool "search"'),
      status: 400,
      code: 'unsupported_schema',
      param: 'tools',
    },
    {
      error: new UnsupportedSchemaError('', '"not"', 'leave it out', 'the response format'),
      status: 400,
      code: 'unsupported_schema',
      param: 'response_format',
    },
    { error: new GrammarDeadEndError(), status: 400, code: 'grammar_dead_end', param: null },
    {
      error: new UnsupportedToolError('Tool 0', 'has no name', 'give it one'),
      status: 400,
      code: 'unsupported_tool',
      param: 'tools',
    },
    {
      error: new InvalidOptionError('logitBias', 'has too much', 'give less'),
      status: 400,
      code: 'invalid_value',
      param: 'logit_bias',
    },
    { error: new QueueFullError(64, 7), status: 429, code: 'queue_full', param: null },
    { error: new EngineCrashedError('killed by SIGKILL'), status: 503, code: 'engine_crashed', param: null },
    { error: new EngineClosedError(), status: 503, code: 'engine_closed', param: null },
    { error: new ClientDisconnectedError(), status: 499, code: 'client_disconnected', param: null },
    { error: new NotFoundException(), status: 404, code: 'not_found', param: null },
    { error: new TypeError('the secret is 42'), status: 500, code: 'internal_error', param: null },
    { error: 'a string', status: 500, code: 'internal_error', param: null },
  ])('answers $error.name with $status $code', ({ error, status, code, param }) => {
    const shown = toOpenAiError(error);
    expect(shown.status).toBe(status);
    expect(shown.body().error).toMatchObject({ code, param, message: expect.any(String) });
  });

  it.each([
    { error: new PlanMismatchError('The plan has other turns.'), code: 'plan_mismatch' },
    { error: new VocabularyError('The vocabulary is another one.'), code: 'vocabulary_not_usable' },
    { error: new UnknownTokenError(40_000), code: 'unknown_token' },
  ])('answers $error.name with 500, and logs it: the server is wrong, not the request', ({ error, code }) => {
    const shown = toOpenAiError(error);
    expect(shown.status).toBe(500);
    expect(shown.body().error).toMatchObject({ type: 'server_error', code, param: null });
    expect(describeForLog(error, shown, open)).toContain(error.name);
  });

  it.each([
    new EngineClosedError(),
    new OpenAiError('moderation_unavailable', { message: 'It does not go.', logged: 'classifier words, aborted' }),
    new DOMException('This operation was aborted', 'AbortError'),
    Object.assign(new Error('aborted'), { name: 'AbortError' }),
  ])('is not logged when it ends the work for a connection that has gone: %s', (error) => {
    const shown = toOpenAiError(error);
    for (const gone of [{ destroyed: true }, { destroyed: false, socket: { destroyed: true } }])
      expect(describeForLog(error, shown, gone as Response)).toBeUndefined();
    expect(describeForLog(error, shown, open)).toBeDefined();
    expect(
      describeForLog(new TypeError('x'), toOpenAiError(new TypeError('x')), { destroyed: true } as Response),
    ).toContain('TypeError');
  });

  it('hides the message of an unknown error', () => {
    expect(JSON.stringify(toOpenAiError(new TypeError('the secret is 42')).body())).not.toContain('secret');
  });

  it('gives the seconds after which another try is worth it', () => {
    expect(toOpenAiError(new QueueFullError(64, 7)).retryAfterSeconds).toBe(7);
  });

  it("returns an error in OpenAI's shape as it is", () => {
    const error = new OpenAiError(undefined, { status: 418, message: 'teapot' });
    expect(toOpenAiError(error)).toBe(error);
  });
});
