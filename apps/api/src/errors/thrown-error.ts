/** An error of a library, and how its row is filled in. */
export interface ThrownError {
  readonly errorClass: ErrorClass;
  readonly code: string;
  /** Reads message, field and retry from an error; undefined for one of another class. */
  read(error: unknown): ThrownDetails | undefined;
}

/** The parts of an answer that differ from error to error. */
export interface ThrownDetails {
  readonly message: string;
  readonly param: string | undefined;
  readonly retryAfterSeconds: number | undefined;
}

/** Recognises its instances across copies of a package. */
export type ErrorClass<Thrown extends Error = Error> = (abstract new (...values: never[]) => Thrown) & {
  isInstance(value: unknown): boolean;
};

/** Reads the parts of an answer from an error. Defaults: the error's own message, no field, the row's retry. */
interface Readers<Thrown> {
  readonly message?: (error: Thrown) => string;
  readonly param?: (error: Thrown) => string | undefined;
  readonly retryAfterSeconds?: (error: Thrown) => number;
}

/** Describes how an error of a library is answered. */
export function thrown<Thrown extends Error & { readonly code: string }>(
  errorClass: ErrorClass<Thrown>,
  code: Thrown['code'],
  { message, param, retryAfterSeconds }: Readers<Thrown> = {},
): ThrownError {
  return {
    errorClass,
    code,
    read: (error) =>
      isInstanceOf(errorClass, error)
        ? {
            message: message?.(error) ?? error.message,
            param: param?.(error),
            retryAfterSeconds: retryAfterSeconds?.(error),
          }
        : undefined,
  };
}

function isInstanceOf<Thrown extends Error>(errorClass: ErrorClass<Thrown>, error: unknown): error is Thrown {
  return errorClass.isInstance(error);
}
