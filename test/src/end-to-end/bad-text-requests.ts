import { type BadRequest, hello } from './bad-request.js';

/** Bad bodies for `POST /v1/completions`. */
export const badTextRequests: readonly BadRequest[] = [
  { name: 'no prompt', body: {}, code: 'invalid_value', param: 'prompt' },
  { name: 'token ids', body: { prompt: [1, 2] }, code: 'invalid_value', param: 'prompt[0]' },
  { name: 'no prompts', body: { prompt: [] }, code: 'invalid_value', param: 'prompt' },
  {
    name: 'an empty prompt for a model that needs one',
    body: { prompt: '' },
    code: 'invalid_value',
    param: 'prompt',
  },
  {
    name: 'too many choices in all',
    body: { prompt: Array(40).fill('a'), n: 2 },
    code: 'invalid_value',
    param: 'prompt',
  },
  {
    name: 'too many log-probabilities',
    body: { prompt: 'a', logprobs: 6 },
    code: 'invalid_value',
    param: 'logprobs',
  },
  {
    name: 'log-probabilities of the prompt',
    body: { prompt: 'a', logprobs: 1, echo: true },
    code: 'invalid_value',
    param: 'echo',
  },
  {
    name: 'a bias of a token that the model does not have',
    body: { prompt: 'a', logit_bias: { 999_999: 1 } },
    code: 'invalid_value',
    param: 'logit_bias',
  },
  { name: 'best_of above 1', body: { prompt: 'a', best_of: 2 }, code: 'invalid_value', param: 'best_of' },
  { name: 'a suffix', body: { prompt: 'a', suffix: 'b' }, code: 'unsupported_parameter', param: 'suffix' },
  {
    name: 'an unknown field',
    body: { prompt: 'a', messages: hello },
    code: 'unsupported_parameter',
    param: 'messages',
  },
  {
    name: 'a prompt longer than the context',
    body: { prompt: 'a '.repeat(5000) },
    code: 'context_length_exceeded',
    param: 'prompt',
  },
  {
    name: 'more text than the policy allows',
    body: { prompt: ['a', 'word '.repeat(50_000)] },
    code: 'content_too_long',
    param: 'prompt[1]',
  },
];
