/** Names the conditions of this library's errors by stable codes. */
export type MixtralLlmErrorCode =
  | 'CONTEXT_OVERFLOW'
  | 'EMBEDDING_INPUT'
  | 'ENGINE_CLOSED'
  | 'ENGINE_CRASHED'
  | 'GRAMMAR_DEAD_END'
  | 'INCOMPATIBLE_DRAFT_MODEL'
  | 'INVALID_GRAMMAR'
  | 'INVALID_OPTION'
  | 'MODEL_CACHE_UNUSABLE'
  | 'MODEL_FILE_UNUSABLE'
  | 'MODEL_LOAD_FAILED'
  | 'MODEL_NOT_AVAILABLE'
  | 'MODEL_TOO_LARGE'
  | 'NO_CHAT_TEMPLATE'
  | 'QUEUE_FULL'
  | 'UNKNOWN_MODEL'
  | 'UNSUPPORTED_MESSAGE'
  | 'UNSUPPORTED_SCHEMA'
  | 'UNSUPPORTED_TOOL'
  | 'UNSUPPORTED_VOCABULARY';

/** Marks errors of every copy of this package: a code alone could be another library's. */
const marker = Symbol.for('leeward.mixtral-llm.error');

/** Marks all errors of this library. Tell them apart by `code`, or by `isInstance` of their class. */
export abstract class MixtralLlmError extends Error {
  /** Names the condition. Each subclass sets it; it never changes. */
  static readonly code?: MixtralLlmErrorCode;

  readonly code: MixtralLlmErrorCode;
  readonly [marker] = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = new.target.code as MixtralLlmErrorCode;
  }

  /**
   * Tells whether a value is an error of this class. Unlike `instanceof`, it recognises errors of another copy of the
   * package and of another realm.
   */
  static isInstance<Instance extends MixtralLlmError>(
    this: (abstract new (...values: never[]) => Instance) & { readonly code?: MixtralLlmErrorCode },
    value: unknown,
  ): value is Instance {
    if (typeof value !== 'object' || value === null || !(marker in value)) return false;
    return this.code === undefined || (value as MixtralLlmError).code === this.code;
  }
}
