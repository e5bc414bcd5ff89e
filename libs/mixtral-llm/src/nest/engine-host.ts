import { type OnApplicationShutdown } from '@nestjs/common';
import { type Engine } from '../engine/engine.js';
import { loadEngine } from '../load/load-engine.js';
import { type MixtralModuleOptions } from './mixtral-module-options.js';

/** Milliseconds that running answers get to end at shutdown. */
const defaultDrainMs = 5_000;

/** Owns the engine while the application runs, and closes it at shutdown if it was loaded here. */
export class EngineHost implements OnApplicationShutdown {
  readonly #isLoadedHere: boolean;
  readonly #drainMs: number;

  private constructor(
    readonly engine: Engine,
    isLoadedHere: boolean,
    drainMs: number,
  ) {
    this.#isLoadedHere = isLoadedHere;
    this.#drainMs = drainMs;
  }

  /** Loads an engine unless one is given. @throws the errors of `loadEngine`; Nest then stops the start and shows the error */
  static async start({ engine, load, drainMs = defaultDrainMs }: MixtralModuleOptions): Promise<EngineHost> {
    return new EngineHost(engine ?? (await loadEngine(load)), engine === undefined, drainMs);
  }

  /** Creates a model over the engine. Closes the engine when that fails, since nothing else can use it then. */
  async createModel<Model>(create: (engine: Engine) => Model): Promise<Model> {
    try {
      return create(this.engine);
    } catch (error) {
      await this.onApplicationShutdown();
      throw error;
    }
  }

  /** Closes the engine after the last connection was closed, so that running answers still reach their callers. */
  async onApplicationShutdown(): Promise<void> {
    if (this.#isLoadedHere) await this.engine.close({ drainMs: this.#drainMs });
  }
}
