import { describe, expect, it } from '@jest/globals';
import { type ErrorCode, errorTable } from '../errors/error-table.js';
import { OpenAiError } from '../errors/openai-error.js';
import { toAnthropicError } from './anthropic-error.js';

describe('toAnthropicError', () => {
  it.each<[ErrorCode, string]>([
    ['invalid_value', 'invalid_request_error'],
    ['content_filter', 'invalid_request_error'],
    ['invalid_api_key', 'authentication_error'],
    ['policy_not_allowed', 'permission_error'],
    ['model_not_found', 'not_found_error'],
    ['method_not_allowed', 'invalid_request_error'],
    ['body_too_large', 'invalid_request_error'],
    ['queue_full', 'rate_limit_error'],
    ['internal_error', 'api_error'],
    ['model_loading', 'overloaded_error'],
  ])('converts %s to %s', (code, type) => {
    const error = new OpenAiError(code, { message: 'It does not go.' });
    expect(toAnthropicError(error, 'request-1', undefined)).toEqual({
      type: 'error',
      error: { type, message: 'It does not go.' },
      request_id: 'request-1',
      leeward: { code, param: null },
    });
  });

  it('has a type for every error of the table', () => {
    for (const code of Object.keys(errorTable) as ErrorCode[]) {
      const { error } = toAnthropicError(new OpenAiError(code, { message: 'a' }), undefined, undefined);
      expect(error.type).toMatch(/^[a-z]+(?:_[a-z]+)*_error$/);
    }
  });

  it('names the field of the body and the categories', () => {
    const details = { message: 'No.', param: 'messages[0].content', categories: ['hate'] };
    const sources = [{ message: 'system', text: 'system' }];
    expect(toAnthropicError(new OpenAiError('content_filter', details), 'a', sources).leeward).toEqual({
      code: 'content_filter',
      param: 'system',
      categories: ['hate'],
    });
  });

  it('tells clients that keep conversations on the server to go on without', () => {
    const error = new OpenAiError('unsupported_parameter', { message: 'No.', param: 'thread' });
    expect(toAnthropicError(error, 'a', undefined).error.details).toEqual({ error_code: 'thread_unsupported_request' });
  });
});
