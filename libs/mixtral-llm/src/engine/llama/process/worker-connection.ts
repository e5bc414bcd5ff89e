import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { orAborted } from '../../../scheduling/or-aborted.js';
import { fromWireError } from '../../wire-error.js';
import { type EmbeddingModel } from '../../embedding-engine.js';
import { type EngineModel } from '../../engine.js';
import {
  type ClientMessage,
  fromWireModel,
  protocolVersion,
  type WorkerEmbedderOptions,
  type WorkerLoadOptions,
  type WorkerMessage,
} from './protocol.js';
import { Watchdog } from './watchdog.js';

/** Tells how the worker process ended. */
export interface WorkerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The milliseconds for which it gave no sign of life, when it was killed for that. */
  readonly hungMs?: number | undefined;
}

/** Describes how a worker process runs and is watched. */
export interface WorkerProcessOptions {
  /** Niceness of the process: 0 (default) to 19 for one that leaves the processor to others. */
  readonly niceness?: number | undefined;
  /** Milliseconds without a sign of life after which the process is killed. Default 30,000; 0 waits for ever. */
  readonly pingTimeoutMs?: number | undefined;
  /** Whether the process gives memory back soon, at the cost of more work for it. Default: no, for the speed of large models. */
  readonly savesMemory?: boolean | undefined;
}

/** Watches and stops a load. */
interface WorkerLoadControl {
  /** Called with the loaded share, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds that a worker gets to close before it is killed. */
const closeTimeout = 10_000;

const defaultPingTimeout = 30_000;

/** The least milliseconds that a process may be silent while it loads: libraries of a GPU block its event loop for long. */
const leastLoadSilence = 60_000;

/** Manages one worker process, from its start, over one load, to its exit. */
export class WorkerConnection {
  /** Resolves when the process has ended, or could not be started. */
  readonly exited: Promise<WorkerExit>;
  /** Receives each message of the worker after the load. */
  onMessage: (message: WorkerMessage) => void = () => undefined;
  readonly #child: ChildProcess;
  readonly #watchdog: Watchdog | undefined;
  #hungMs: number | undefined;

  constructor({ niceness = 0, pingTimeoutMs = defaultPingTimeout, savesMemory = false }: WorkerProcessOptions = {}) {
    this.#child = startWorkerProcess(savesMemory);
    // Set before the process has threads, which inherit it.
    if (niceness !== 0) lowerPriority(this.#child.pid, niceness);
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ code, signal, hungMs: this.#hungMs }));
      // A process that could not be started has no exit event.
      this.#child.once('error', () => resolve({ code: null, signal: null }));
    });
    this.#watchdog = pingTimeoutMs === 0 ? undefined : this.#watch(pingTimeoutMs);
    this.#child.on('message', (message: WorkerMessage) => {
      this.#watchdog?.answer();
      if (message.type === 'batch') message.messages.forEach((one) => this.onMessage(one));
      else this.onMessage(message);
    });
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Loads a model that generates text. A failed load ends the process.
   *
   * @throws the error of the load, or an Error when the process ended before
   * @throws the reason of `control.signal` when it aborts
   */
  async load(
    options: WorkerLoadOptions,
    control: WorkerLoadControl = {},
  ): Promise<{ readonly model: EngineModel; readonly parallel: number }> {
    return this.#load({ type: 'load', version: protocolVersion, options }, control, (message) =>
      message.type === 'ready' ? { model: fromWireModel(message.model), parallel: message.parallel } : undefined,
    );
  }

  /** Loads models that embed texts. @throws the errors of `load` */
  async loadEmbedders(
    files: readonly WorkerEmbedderOptions[],
    control: WorkerLoadControl = {},
  ): Promise<readonly EmbeddingModel[]> {
    return this.#load({ type: 'load-embedders', version: protocolVersion, files }, control, (message) =>
      message.type === 'embedders-ready' ? message.models : undefined,
    );
  }

  async #load<Result>(
    request: ClientMessage,
    { onProgress, signal }: WorkerLoadControl,
    readResult: (message: WorkerMessage) => Result | undefined,
  ): Promise<Result> {
    const loading = new Promise<Result>((resolve, reject) => {
      void this.exited.then((exit) =>
        reject(new Error(`The engine's process ended while it loaded (${describeExit(exit)}).`)),
      );
      this.onMessage = (message) => {
        const result = readResult(message);
        if (result !== undefined) resolve(result);
        else if (message.type === 'progress') onProgress?.(message.share);
        else if (message.type === 'load-failed') reject(fromWireError(message.error));
      };
    });
    this.send(request);
    this.#watchdog?.waitAtLeast(leastLoadSilence);
    try {
      const loaded = await orAborted(loading, signal);
      this.#watchdog?.waitAtLeast(0);
      return loaded;
    } catch (error) {
      this.kill();
      await this.exited;
      throw error;
    }
  }

  /** Sends a message. It is lost when the process has ended, which `exited` reports. */
  send(message: ClientMessage): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Ends the process at once, also one that hangs. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Lets the worker finish its step and free its memory, and waits for its exit. */
  async close(): Promise<void> {
    // It frees its memory now, and has its own time for that.
    this.#watchdog?.stop();
    this.send({ type: 'close' });
    const timer = setTimeout(() => this.kill(), closeTimeout);
    await this.exited;
    clearTimeout(timer);
  }

  /** Kills the process when it gives no sign of life for so long. */
  #watch(timeoutMs: number): Watchdog {
    const watchdog = new Watchdog({
      timeoutMs,
      ping: () => this.send({ type: 'ping' }),
      onHang: () => {
        this.#hungMs = timeoutMs;
        this.kill();
      },
    });
    void this.exited.then(() => watchdog.stop());
    return watchdog;
  }
}

/** Lowers the priority of a process. A system that refuses it runs the process as any other. */
function lowerPriority(processId: number | undefined, niceness: number): void {
  if (processId === undefined) return;
  try {
    setPriority(processId, niceness);
  } catch {
    // The process has ended, which `exited` reports, or this is a sandbox.
  }
}

/** Describes the exit of a process for people. */
export function describeExit({ code, signal, hungMs }: WorkerExit): string {
  if (hungMs !== undefined) return `it gave no sign of life for ${hungMs / 1000} s, and was killed`;
  if (signal) return `killed by ${signal}`;
  return code === null ? 'it could not be started' : `exit code ${code}`;
}

/** Megabytes of one half of V8's space for new objects. The default, 16, grows with large messages and is never given back. */
const smallSemiSpace = 1;

/**
 * Bytes from which glibc gives free memory back: its own default. A value that is set does not grow with what was freed once, such as
 * the buffer of a load (`M_TRIM_THRESHOLD` in mallopt(3)). Two small encoders then take 140 MB and not 230.
 */
const trimThreshold = 131_072;

function startWorkerProcess(savesMemory: boolean): ChildProcess {
  const isSource = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(new URL(isSource ? './worker.ts' : './worker.js', import.meta.url));
  return fork(file, [], {
    // Small messages, one for each token, are faster as JSON than by structured clone.
    serialization: 'json',
    // The sources, as in tests, need the compiler in the worker too.
    execArgv: [
      ...(savesMemory ? [`--max-semi-space-size=${smallSemiSpace}`] : []),
      ...(isSource ? ['--import', 'tsx', '--conditions', '@leeward/source', '--no-warnings'] : []),
    ],
    // A libuv pool of one thread; libuv reads the size once, at the start of a process. When decode calls change between pool
    // threads, the spinning compute threads of llama.cpp compete, which costs more than half of the speed.
    env: {
      ...process.env,
      UV_THREADPOOL_SIZE: '1',
      ...(savesMemory && { MALLOC_TRIM_THRESHOLD_: `${trimThreshold}` }),
    },
    // The output of llama.cpp goes to standard error; standard output stays the parent's.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}
