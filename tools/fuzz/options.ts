import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** The options of the command. */
export interface FuzzOptions {
  /** The bodies to send at least, unless the time is over before. */
  readonly bodies: number;
  readonly seconds: number;
  /** The same seed sends the same requests. */
  readonly seed: number;
  /** Processes that make and send requests at the same time. */
  readonly processes: number;
  /** A server that runs already. Undefined: one is started. */
  readonly url: string | undefined;
  /** The API key for that server. */
  readonly key: string | undefined;
  /** Whether the server that is started has the learned guard. */
  readonly guard: boolean;
}

/** Reads the options of the command. @throws {Error} that names a wrong one */
export function readOptions(argumentList: string[]): FuzzOptions {
  const { values } = parseArgs({
    args: argumentList,
    options: {
      bodies: { type: 'string', default: '2000' },
      seconds: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      processes: { type: 'string', default: `${Math.min(4, availableParallelism())}` },
      url: { type: 'string' },
      key: { type: 'string' },
      guard: { type: 'boolean', default: false },
    },
  });
  const { url, key, guard } = values;
  return {
    bodies: toCount('bodies', values.bodies),
    seconds: toCount('seconds', values.seconds),
    seed: toCount('seed', values.seed),
    processes: toCount('processes', values.processes),
    url: url?.replace(/\/$/, ''),
    key,
    guard,
  };
}

function toCount(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`--${name} must be a whole number from 1, and is "${text}".`);
}
