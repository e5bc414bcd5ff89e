import { type Engine } from '../engine/engine.js';
import { type LoadEngineOptions } from '../load/load-engine.js';
import { type MixtralFields } from '../completion/mixtral.js';
import { type ChatMixtralFields } from '../options/options.js';

/** An engine that is there already, or what is to be loaded, and the settings of the models over it. */
export interface MixtralModuleOptions {
  /** What to load, as in `loadEngine`. Default: the default model. The application closes it when it shuts down. */
  readonly load?: LoadEngineOptions | undefined;
  /** A loaded engine, in place of `load`. Whoever loaded it closes it. */
  readonly engine?: Engine | undefined;
  /** Sampling, bounds and callbacks of the injected `ChatMixtral`. */
  readonly chat?: Omit<ChatMixtralFields, 'engine'> | undefined;
  /** The same of the injected `Mixtral`. */
  readonly completion?: Omit<MixtralFields, 'engine'> | undefined;
  /** Milliseconds that answers under way get to end when the application shuts down. Default 5,000. */
  readonly drainMs?: number | undefined;
}
