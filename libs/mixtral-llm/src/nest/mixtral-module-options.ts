import { type Engine } from '../engine/engine.js';
import { type LoadEngineOptions } from '../load/load-engine.js';
import { type MixtralFields } from '../completion/mixtral.js';
import { type ChatMixtralFields } from '../options/option-types.js';

/** Gives an engine or chooses the model to load, and sets the options of the injected models. */
export interface MixtralModuleOptions {
  /** Options of `loadEngine`. Default: the default model. The engine is closed when the application shuts down. */
  readonly load?: LoadEngineOptions | undefined;
  /** Loaded engine, used instead of `load`. The module does not close it. */
  readonly engine?: Engine | undefined;
  /** Options of the injected `ChatMixtral`. */
  readonly chat?: Omit<ChatMixtralFields, 'engine'> | undefined;
  /** Options of the injected `Mixtral`. */
  readonly completion?: Omit<MixtralFields, 'engine'> | undefined;
  /** Milliseconds that running answers get to end when the application shuts down. Default 5,000. */
  readonly drainMs?: number | undefined;
}
