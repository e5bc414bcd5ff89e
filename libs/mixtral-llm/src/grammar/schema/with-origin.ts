import { UnsupportedSchemaError } from '../../errors/index.js';

/** Says of a refused schema where it comes from, unless that is known already. @throws {UnsupportedSchemaError} */
export function withOrigin<Result>(origin: string | undefined, step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    if (!UnsupportedSchemaError.isInstance(error) || error.origin !== undefined) throw error;
    throw new UnsupportedSchemaError(error.pointer, error.what, error.advice, origin);
  }
}
