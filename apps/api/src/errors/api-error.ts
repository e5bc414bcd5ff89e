const marker = Symbol.for('leeward.api.error');

/** Names the condition of an `ApiError`. It never changes. */
type ApiErrorCode =
  | 'ADDRESS_UNUSABLE'
  | 'API_KEYS_LOCKED'
  | 'API_KEYS_UNUSABLE'
  | 'CLIENT_DISCONNECTED'
  | 'COMMAND_LINE_WRONG'
  | 'INVALID_ENVIRONMENT'
  | 'KEY_EXISTS'
  | 'KEY_UNKNOWN'
  | 'MODEL_NOT_LOADED'
  | 'SETTING_UNUSABLE'
  | 'STORAGE_FAILED'
  | 'STORAGE_FILE_UNUSABLE';

/** Base of this program's errors: each has a stable `code`, and a message with what, where and what to do. */
export abstract class ApiError extends Error {
  static readonly code?: ApiErrorCode;
  abstract readonly code: ApiErrorCode;
  readonly [marker] = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }

  /** Checks whether a value is an error of this class. Works across copies of the package. */
  static isInstance<Instance extends ApiError>(
    this: (abstract new (...values: never[]) => Instance) & { readonly code?: ApiErrorCode },
    value: unknown,
  ): value is Instance {
    return (
      value instanceof Error && marker in value && (this.code === undefined || (value as ApiError).code === this.code)
    );
  }
}
