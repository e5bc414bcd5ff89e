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
      AUDIT_LOG: 'off',
      AUDIT_SYNC: 'batch',
      GUARD_THREADS: 1,
      JUDGE_STAGES: ['input', 'output'],
      SCHEMA_RETRIES: 1,
      CHAT_RENDER: false,
      STRICT_FIELDS: false,
      TRUNCATION: 'disabled',
      REPAIR_HISTORY: false,
      HEADERS_TIMEOUT: 10,
      BODY_TIMEOUT: 60,
      IDLE_TIMEOUT: 75,
      REQUEST_TIMEOUT: 600,
      BACKGROUND_TIMEOUT: 3600,
      LOG_FORMAT: 'text',
      LOG_LEVEL: 'info',
      METRICS: true,
      ENGINE_PING_TIMEOUT: 30,
      AGENTS_CONCURRENCY: 10,
      RESPONSES_TTL: 2_592_000_000,
      MAX_STORED_BYTES: 268_435_456,
    });
  });

  it('reads numbers, switches and choices, and takes an empty variable as absent', () => {
    const environment = readEnvironment({
      PORT: '0',
      GPU: 'false',
      FLASH_ATTENTION: 'true',
      MODEL_PATH: '',
      CHAT_RENDER: 'true',
      RESPONSES_TTL: '12h',
    });
    expect(environment).toMatchObject({
      PORT: 0,
      GPU: false,
      FLASH_ATTENTION: true,
      CHAT_RENDER: true,
      RESPONSES_TTL: 43_200_000,
    });
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
    ['AUDIT_SYNC', 'sometimes'],
    ['GUARD_THREADS', '0'],
    ['GUARD', 'bulldog'],
    ['GUARD', 'llama-guard'],
    ['JUDGE_STAGES', 'input,sometimes'],
    ['OPENAI_MODERATION_URL', 'nowhere'],
    ['STRICT_FIELDS', 'yes'],
    ['LOG_FORMAT', 'xml'],
    ['LOG_LEVEL', 'loud'],
    ['METRICS', 'on'],
    ['ENGINE_PING_TIMEOUT', '3601'],
    ['CORS_ORIGINS', 'app.example.org'],
    ['CORS_ORIGINS', 'https://app.example.org/'],
    ['RESPONSES_TTL', '30'],
    ['RESPONSES_TTL', '0d'],
    ['MAX_STORED_BYTES', '1000'],
    ['MODEL_ALIASES', 'gpt-4o'],
    ['MODEL_ALIASES', 'gpt-4o:default,'],
    ['ALLOWED_HOSTS', 'https://api.example.org'],
    ['ALLOWED_HOSTS', 'api.example.org:80'],
    ['REQUEST_TIMEOUT', '0'],
    ['BACKGROUND_TIMEOUT', '0'],
    ['IDLE_TIMEOUT', 'long'],
    ['SCHEMA_RETRIES', '4'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(EnvironmentError);
    expect(() => readEnvironment({ [name]: value })).toThrow(`${name}="${value}"`);
  });

  it.each([
    [
      { GUARD_MODEL: 'guard.gguf' },
      'GUARD_MODEL="guard.gguf": must be "off", or the path of a guard-model.json; did you mean GUARD_MODEL_PATH',
    ],
    [{ GUARD_MODEL: 'llama-guard' }, 'did you mean GUARD=llama-guard?'],
    [
      { GUARD: 'off' },
      'GUARD="off": must be one of "llama-guard", "shield-gemma", "self-check"; did you mean GUARD_MODEL=off?',
    ],
    [
      { GUARD: 'llama-guard', GUARD_MODEL_PATH: 'guard-model.json' },
      'did you mean GUARD_MODEL, the setting of the learned guard?',
    ],
    [
      { GUARD_MODEL_PATH: 'guard.gguf' },
      'GUARD_MODEL_PATH="guard.gguf": needs GUARD, the kind of guard; did you mean GUARD_MODEL',
    ],
  ])('does not confuse the learned guard with a chat model that guards: %j', (variables, message) => {
    expect(() => readEnvironment(variables)).toThrow(message);
  });

  it.each([
    { GUARD_MODEL: 'off' },
    { GUARD_MODEL: '/models/own' },
    { GUARD_MODEL: '/models/own/guard-model.json' },
    { GUARD: 'llama-guard', GUARD_MODEL_PATH: '/models/guard.gguf' },
  ])('takes the settings of either guard: %j', (variables) => {
    expect(readEnvironment(variables)).toMatchObject(variables);
  });

  it('reads lists of origins and of aliases', () => {
    const environment = readEnvironment({
      CORS_ORIGINS: 'https://app.example.org, http://localhost:5173',
      MODEL_ALIASES: 'gpt-4o:default, llama3:8b:smollm2-135m-instruct',
    });
    expect(environment.CORS_ORIGINS).toEqual(['https://app.example.org', 'http://localhost:5173']);
    expect(environment.MODEL_ALIASES).toEqual({ 'gpt-4o': 'default', 'llama3:8b': 'smollm2-135m-instruct' });
  });

  it('does not show a wrong key or token', () => {
    expect(() => readEnvironment({ AUDIT_KEY: 'too-short' })).toThrow(/AUDIT_KEY=….*16/);
    expect(() => readEnvironment({ METRICS_TOKEN: 'too-short' })).toThrow(/METRICS_TOKEN=….*16/);
  });

  it('asks for the key of a chained audit log, with a command that makes one', () => {
    expect(() => readEnvironment({ AUDIT_LOG_PATH: 'audit.jsonl' })).toThrow(
      /AUDIT_LOG_PATH="audit\.jsonl": needs AUDIT_KEY.*randomBytes/,
    );
    expect(readEnvironment({ AUDIT_LOG_PATH: 'audit.jsonl', AUDIT_KEY: 'a key of the audit log' }).AUDIT_LOG_PATH).toBe(
      'audit.jsonl',
    );
  });

  it('explains a wrong setting in one line of plain words', () => {
    const findMessage = (variables: Record<string, string>): string => {
      try {
        readEnvironment(variables);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(findMessage({ PORT: '70000' })).toBe(
      'This setting is wrong: PORT="70000": must be at most 65535. All settings are in docs/reference/settings.md.',
    );
    expect(findMessage({ PORT: 'x', MODEL_PRECISION: 'q5', AUDIT_SYNC: 'no', OPENAI_MODERATION_URL: 'y' })).toBe(
      'These settings are wrong: PORT="x": must be a whole number; MODEL_PRECISION="q5": must be one of "f16", "q8", "q4"; ' +
        'AUDIT_SYNC="no": must be one of "off", "batch", "each"; ' +
        'OPENAI_MODERATION_URL="y": must be a URL, such as https://example.com. ' +
        'All settings are in docs/reference/settings.md.',
    );
  });

  it('lists all wrong settings at once', () => {
    expect(() => readEnvironment({ PORT: 'x', GPU: 'y' })).toThrow(/PORT="x"[\s\S]*GPU="y"/);
  });
});
