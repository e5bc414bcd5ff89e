import { InvalidOptionError } from '../errors/index.js';

/** Describes what ends a call early. */
export interface CallLimits {
  /** Ends the call when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the call after so many milliseconds, waiting included. Default: no limit. */
  readonly timeout?: number | undefined;
}

/** The longest delay of a timer in Node. Longer ones would end at once. */
const maximumTimeout = 2 ** 31 - 1;

/** Ensures that limits can be kept. @throws {InvalidOptionError} for a signal or a timeout that is none */
export function ensureCallLimits({ signal, timeout }: CallLimits): void {
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new InvalidOptionError('signal', 'is no AbortSignal', 'give the signal of an AbortController');
  if (timeout !== undefined && !(Number.isSafeInteger(timeout) && timeout > 0 && timeout <= maximumTimeout)) {
    const advice = `give a whole number of milliseconds from 1 to ${maximumTimeout}`;
    throw new InvalidOptionError('timeout', `is ${String(timeout).slice(0, 32)}`, advice);
  }
}

/**
 * Joins the limits of a model and of a call to one signal. All of them hold, as where LangChain joins configurations: the
 * first one that is reached ends the call.
 *
 * @throws {InvalidOptionError} as `ensureCallLimits`
 */
export function joinLimits(...limits: readonly CallLimits[]): AbortSignal | undefined {
  const signals = limits.flatMap((one) => {
    ensureCallLimits(one);
    const { signal, timeout } = one;
    return [...(signal ? [signal] : []), ...(timeout === undefined ? [] : [AbortSignal.timeout(timeout)])];
  });
  return signals.length > 1 ? AbortSignal.any(signals) : signals[0];
}
