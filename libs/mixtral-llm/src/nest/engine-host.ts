import { type OnApplicationShutdown } from '@nestjs/common';
import { type Engine } from '../engine/engine.js';
import { loadEngine } from '../load/load-engine.js';
import { type MixtralModuleOptions } from './mixtral-module-options.js';

const defaultDrainMs = 5_000;

/** Has the engine as long as the application runs, and closes it with the application if it was loaded here. */
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

  /** @throws as `loadEngine`: Nest then stops the start and shows the error */
  static async start({ engine, load, drainMs = defaultDrainMs }: MixtralModuleOptions): Promise<EngineHost> {
    return new EngineHost(engine ?? (await loadEngine(load)), engine === undefined, drainMs);
  }

  /** Makes a model over the engine; an engine that no model can use does not stay open. */
  async over<Model>(make: (engine: Engine) => Model): Promise<Model> {
    try {
      return make(this.engine);
    } catch (error) {
      await this.onApplicationShutdown();
      throw error;
    }
  }

  /** After the last connection is closed, so that answers under way still reach their callers. */
  async onApplicationShutdown(): Promise<void> {
    if (this.#isLoadedHere) await this.engine.close({ drainMs: this.#drainMs });
  }
}
