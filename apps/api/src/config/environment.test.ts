import { describe, expect, it } from '@jest/globals';
import { EnvironmentError, readEnvironment } from './environment.js';

describe('readEnvironment', () => {
  it('has a default for every setting that needs a value', () => {
    expect(readEnvironment({})).toEqual({
      PORT: 3000,
      HOST: '127.0.0.1',
      MODEL: 'smollm2-135m-instruct',
      GPU: 'auto',
      FLASH_ATTENTION: 'auto',
      KEY_VALUE_TYPE: 'f16',
      PARALLEL_REQUESTS: 4,
      MAX_QUEUED_REQUESTS: 64,
      MAX_BODY_BYTES: 2_097_152,
      AUDIT_LOG: 'findings',
      JUDGE_STAGES: ['input', 'output'],
      CHAT_RENDER: false,
    });
  });

  it('reads numbers, switches and choices, and takes an empty variable as absent', () => {
    const environment = readEnvironment({
      PORT: '0',
      GPU: 'false',
      FLASH_ATTENTION: 'true',
      MODEL_PATH: '',
      CHAT_RENDER: 'true',
    });
    expect(environment).toMatchObject({ PORT: 0, GPU: false, FLASH_ATTENTION: true, CHAT_RENDER: true });
    expect(environment.MODEL_PATH).toBeUndefined();
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['MODEL_PRECISION', 'q5'],
    ['GPU', 'yes'],
    ['CONTEXT_SIZE', '4k'],
    ['PARALLEL_REQUESTS', '0'],
    ['MAX_STEP_SLOWDOWN', '0.5'],
    ['MAX_STEP_SLOWDOWN', 'much'],
    ['MAX_PREDICTED_TOKENS', '65'],
    ['CHAT_RENDER', '1'],
    ['GUARD', 'bulldog'],
    ['GUARD', 'llama-guard'],
    ['JUDGE_STAGES', 'input,sometimes'],
    ['OPENAI_MODERATION_URL', 'nowhere'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(EnvironmentError);
    expect(() => readEnvironment({ [name]: value })).toThrow(`${name}="${value}"`);
  });

  it('does not show a wrong key', () => {
    expect(() => readEnvironment({ AUDIT_KEY: 'too-short' })).toThrow(/AUDIT_KEY=….*16/);
  });

  it('asks for the key of a chained audit log, with a command that makes one', () => {
    expect(() => readEnvironment({ AUDIT_LOG_PATH: 'audit.jsonl' })).toThrow(
      /AUDIT_LOG_PATH="audit\.jsonl": needs AUDIT_KEY.*randomBytes/,
    );
    expect(readEnvironment({ AUDIT_LOG_PATH: 'audit.jsonl', AUDIT_KEY: 'a key of the audit log' }).AUDIT_LOG_PATH).toBe(
      'audit.jsonl',
    );
  });

  it('lists all wrong settings at once', () => {
    expect(() => readEnvironment({ PORT: 'x', GPU: 'y' })).toThrow(/PORT="x"[\s\S]*GPU="y"/);
  });
});
