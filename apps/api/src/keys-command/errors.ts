import { ApiError } from '../errors/api-error.js';

/** Thrown for a command line that is wrong. The message names the argument, and the values that are allowed. */
export class CommandLineError extends ApiError {
  static override readonly code = 'COMMAND_LINE_WRONG';
  readonly code = CommandLineError.code;
}

/** Thrown when a new key is to have the name of another one. */
export class KeyExistsError extends ApiError {
  static override readonly code = 'KEY_EXISTS';
  readonly code = KeyExistsError.code;

  constructor(name: string) {
    super(`There is a key of the name "${name}" already. Choose another name, or revoke that key first.`);
  }
}

/** Thrown when there is no key of a name. The message says how to list those that there are. */
export class KeyUnknownError extends ApiError {
  static override readonly code = 'KEY_UNKNOWN';
  readonly code = KeyUnknownError.code;

  constructor(name: string) {
    super(`There is no key of the name "${name}". The command "leeward keys list" lists all keys.`);
  }
}

/** Thrown when another command is changing the file of keys for too long. */
export class KeysFileLockedError extends ApiError {
  static override readonly code = 'API_KEYS_LOCKED';
  readonly code = KeysFileLockedError.code;

  constructor(path: string, cause: unknown) {
    super(`Another command is changing the file of API keys ${path}. Try again when it has ended.`, { cause });
  }
}
