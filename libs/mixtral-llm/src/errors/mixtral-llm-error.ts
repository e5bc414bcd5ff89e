/**
 * Every error of this library has a stable `code`. `isInstance` works across copies of the library, where `instanceof`
 * does not.
 */
export abstract class MixtralLlmError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Whether something thrown is an error with this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
