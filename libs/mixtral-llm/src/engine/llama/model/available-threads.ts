import { availableParallelism } from 'node:os';

/**
 * Cores that this process may use. The runtime's own default is at least 4, and on fewer cores that is slower by an order
 * of magnitude, so the number is always given.
 */
export function availableThreads(): number {
  return Math.max(1, availableParallelism());
}
