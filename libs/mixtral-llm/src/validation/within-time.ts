import { createContext, Script } from 'node:vm';

/** The code that runs a step. Only in a context of `node:vm` can synchronous code be stopped, regular expressions included. */
const script = new Script('run()');
const context = createContext({ run: undefined });

/** Reports a step that took too long. */
export class OutOfTimeError extends Error {}

/** Runs a synchronous step, and stops it after a time. @throws {OutOfTimeError} @throws the error of the step */
export function runWithinTime<Result>(milliseconds: number, step: () => Result): Result {
  let result: { readonly value: Result } | undefined;
  context['run'] = () => {
    result = { value: step() };
  };
  try {
    script.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    const isTimeout = typeof error === 'object' && error !== null && 'code' in error && error.code === timeoutCode;
    throw isTimeout ? new OutOfTimeError(`It took more than ${milliseconds} ms.`) : error;
  } finally {
    context['run'] = undefined;
  }
  return (result as { readonly value: Result }).value;
}

const timeoutCode = 'ERR_SCRIPT_EXECUTION_TIMEOUT';
