import { auditSyncModes, describeIssue, moderationStages } from '@leeward/moderation';
import { z } from 'zod';
import { truncationModes } from '../compatibility/truncation.js';
import { ApiError } from '../errors/api-error.js';

/** A whole number in text form, as environment variables are. */
const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum));

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Stages of moderation, separated by commas. */
const stages = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(moderationStages)));

/** Origins of web pages, separated by commas. */
const origins = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .refine((list) => list.every((origin) => origin === '*' || isOrigin(origin)), {
    message: 'must be "*", or origins such as https://app.example.org without a path, separated by commas',
  });

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** Names of hosts without ports, separated by commas. */
const hostNames = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .refine((list) => list.every((name) => name === '*' || /^[a-z0-9._-]{1,253}$/i.test(name)), {
    message: 'must be "*", or names such as api.example.org without a port, separated by commas',
  });

/** A time in whole seconds. */
const seconds = wholeNumber(1, 86_400);

/** Pairs of an alias and a model, separated by commas. An alias may have colons itself, as Ollama's names have. */
const aliases = z
  .string()
  .transform((text) => text.split(',').map((pair) => /^(.+):([^:]+)$/.exec(pair.trim())?.slice(1) ?? []))
  .refine((pairs) => pairs.every(({ length }) => length === 2), {
    message: 'must be pairs such as gpt-4o:default, separated by commas',
  })
  .transform((pairs): Readonly<Record<string, string>> => Object.fromEntries(pairs));

/** Milliseconds in one of each unit of time. */
const unitsOfTime = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A span of time such as `30d`, in milliseconds. */
const timeSpan = z
  .string()
  .regex(/^[1-9]\d{0,5}[smhd]$/, 'must be a number and a unit, such as 12h or 30d')
  .transform((text) => Number(text.slice(0, -1)) * unitsOfTime[text.slice(-1) as keyof typeof unitsOfTime]);

/** A command that prints a random key of 32 bytes. */
const makeKey = `node -p "crypto.randomBytes(32).toString('hex')"`;

/** Keys separated by commas: the first one encrypts, and the others read what was stored before. */
const keyList = z
  .string()
  .transform((text) => text.split(',').map((key) => key.trim()))
  .refine((keys) => keys.every((key) => key !== ''), { message: `must be keys of 32 bytes; to make one: ${makeKey}` });

/** The kinds of guards that ask a chat model. */
const guardKinds = ['llama-guard', 'shield-gemma', 'self-check'] as const;

const guardOffHint = `must be one of ${guardKinds.map((name) => `"${name}"`).join(', ')}; did you mean GUARD_MODEL=off?`;
const learnedGuardHint =
  'must be the GGUF file of a chat model; did you mean GUARD_MODEL, the setting of the learned guard?';

/** Refuses settings of a guard that asks a chat model: it is easily confused with the learned guard. */
function assertNoChatModel(value: string, context: z.RefinementCtx): void {
  const expected = 'must be "off", or the path of a guard-model.json';
  if (value.endsWith('.gguf')) {
    context.addIssue(`${expected}; did you mean GUARD_MODEL_PATH, the chat model of GUARD?`);
  } else if (guardKinds.some((name) => name === value)) {
    context.addIssue(`${expected}; did you mean GUARD=${value}?`);
  }
}

/** Every setting of the API, by its environment variable. The table of docs/reference/settings.md lists each with its default. */
const environmentSchema = z
  .object({
    PORT: wholeNumber(0, 65_535).default(3000),
    HOST: z.string().min(1).default('127.0.0.1'),
    MODEL: z.string().min(1).default('smollm2-135m-instruct'),
    MODEL_PATH: z.string().min(1).optional(),
    MODEL_PRECISION: z.enum(['f16', 'q8', 'q4']).optional(),
    EMBEDDING_MODEL: z.string().min(1).optional(),
    EMBEDDING_MODEL_PATH: z.string().min(1).optional(),
    LEEWARD_CACHE: z.string().min(1).optional(),
    GPU: z
      .enum(['auto', 'cuda', 'metal', 'vulkan', 'false'])
      .transform((value) => (value === 'false' ? false : value))
      .default('auto'),
    GPU_LAYERS: wholeNumber(0, 10_000).optional(),
    FLASH_ATTENTION: z
      .enum(['auto', 'true', 'false'])
      .transform((value) => (value === 'auto' ? value : value === 'true'))
      .default('auto'),
    KEY_VALUE_TYPE: z.enum(['f16', 'q8_0', 'q4_0']).default('f16'),
    CONTEXT_SIZE: wholeNumber(32, 1_048_576).optional(),
    THREADS: wholeNumber(1, 1024).optional(),
    DRAFT_MODEL_PATH: z.string().min(1).optional(),
    MAX_PREDICTED_TOKENS: wholeNumber(0, 64).optional(),
    MAX_STEP_SLOWDOWN: z
      .string()
      .regex(/^\d{1,4}(?:\.\d{1,3})?$/, 'must be a number')
      .transform(Number)
      .pipe(z.number().min(1))
      .optional(),
    PARALLEL_REQUESTS: wholeNumber(1, 256).default(4),
    MAX_QUEUED_REQUESTS: wholeNumber(0, 100_000).default(64),
    MAX_BODY_BYTES: wholeNumber(1024, 1_073_741_824).default(2 * 1024 * 1024),
    API_KEYS_PATH: z.string().min(1).optional(),
    POLICY_PATH: z.string().min(1).optional(),
    POLICIES_PATH: z.string().min(1).optional(),
    SHADOW_POLICY_PATH: z.string().min(1).optional(),
    AUDIT_LOG: z.enum(['off', 'findings', 'all']).default('off'),
    AUDIT_LOG_PATH: z.string().min(1).optional(),
    AUDIT_KEY: z.string().min(16, `must have 16 characters or more; to make one: ${makeKey}`).optional(),
    AUDIT_SYNC: z.enum(auditSyncModes).default('batch'),
    GUARD_MODEL: z.string().min(1).superRefine(assertNoChatModel).optional(),
    GUARD_THREADS: wholeNumber(1, 64).default(1),
    GUARD: z.enum(guardKinds, { error: ({ input }) => (input === 'off' ? guardOffHint : undefined) }).optional(),
    GUARD_MODEL_PATH: z
      .string()
      .min(1)
      .refine((path) => !path.endsWith('.json'), { message: learnedGuardHint })
      .optional(),
    OPENAI_MODERATION_KEY: z.string().min(1).optional(),
    OPENAI_MODERATION_URL: z.url().optional(),
    MISTRAL_MODERATION_KEY: z.string().min(1).optional(),
    MISTRAL_MODERATION_URL: z.url().optional(),
    JUDGE_STAGES: stages.default(['input', 'output']),
    CHAT_TEMPLATE: z.enum(['card']).optional(),
    SCHEMA_RETRIES: wholeNumber(0, 3).default(1),
    CHAT_RENDER: flag.default(false),
    STRICT_FIELDS: flag.default(false),
    REPAIR_HISTORY: flag.default(false),
    TRUNCATION: z.enum(truncationModes).default('disabled'),
    CORS_ORIGINS: origins.optional(),
    ALLOWED_HOSTS: hostNames.optional(),
    HEADERS_TIMEOUT: seconds.default(10),
    BODY_TIMEOUT: seconds.default(60),
    IDLE_TIMEOUT: seconds.default(75),
    REQUEST_TIMEOUT: seconds.default(600),
    BACKGROUND_TIMEOUT: seconds.default(3600),
    MODEL_ALIASES: aliases.optional(),
    LOG_FORMAT: z.enum(['text', 'json']).default('text'),
    LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
    METRICS: flag.default(true),
    METRICS_TOKEN: z
      .string()
      .regex(/^\S{16,512}$/, `must have 16 characters or more, without spaces; to make one: ${makeKey}`)
      .optional(),
    ENGINE_PING_TIMEOUT: wholeNumber(0, 3600).default(30),
    DATA_PATH: z.string().min(1).optional(),
    RESPONSES_TTL: timeSpan.default(30 * unitsOfTime.d),
    AGENTS_PATH: z.string().min(1).optional(),
    AGENTS_CONCURRENCY: wholeNumber(1, 1000).default(10),
    AGENTS_ENCRYPTION_KEY: keyList.optional(),
    DATABASE_URL: z
      .string()
      .regex(/^postgres(?:ql)?:\/\//, 'must begin with postgres://')
      .refine(URL.canParse, 'must be an address such as postgres://user:password@host:5432/database')
      .optional(),
    THREAD_TTL: timeSpan.optional(),
    MAX_STORED_BYTES: wholeNumber(1_048_576, 1_000_000_000_000).default(256 * 1024 * 1024),
  })
  .refine(
    ({ GUARD: guard, GUARD_MODEL_PATH: path }) => path !== undefined || guard === undefined || guard === 'self-check',
    {
      path: ['GUARD'],
      message: 'needs GUARD_MODEL_PATH, the path of its GGUF file',
    },
  )
  .refine(({ GUARD: guard, GUARD_MODEL_PATH: path }) => path === undefined || guard !== undefined, {
    path: ['GUARD_MODEL_PATH'],
    message: 'needs GUARD, the kind of guard; did you mean GUARD_MODEL, the setting of the learned guard?',
  })
  // Without a key, every process that can write the file can write a new chain.
  .refine(({ AUDIT_LOG_PATH: path, AUDIT_KEY: key }) => path === undefined || key !== undefined, {
    path: ['AUDIT_LOG_PATH'],
    message: `needs AUDIT_KEY, the key of its chain, to be kept where the file is not; to make one: ${makeKey}`,
  });

/** The name of every setting. A test compares them with the documentation. */
export const settingNames: readonly string[] = Object.keys(environmentSchema.shape);

/** The settings with their types and defaults. */
export type Environment = z.infer<typeof environmentSchema>;

/** Thrown for wrong settings. The message lists each with its name, its value and the values that are allowed. */
export class EnvironmentError extends ApiError {
  static override readonly code = 'INVALID_ENVIRONMENT';
  readonly code = EnvironmentError.code;
}

/**
 * Reads the settings from environment variables. An empty variable counts as absent.
 *
 * @throws {EnvironmentError} that lists every wrong setting
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = environmentSchema.safeParse(present, { error: describeIssue });
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    // A key, a token or a password stays out of logs, even a wrong one.
    const value = /_(?:KEY|TOKEN)$|^DATABASE_URL$/.test(name) ? '…' : JSON.stringify(present[name]);
    return `${name}=${value}: ${issue.message}`;
  });
  const subject = problems.length === 1 ? 'This setting is' : 'These settings are';
  throw new EnvironmentError(
    `${subject} wrong: ${problems.join('; ')}. All settings are in docs/reference/settings.md.`,
  );
}
