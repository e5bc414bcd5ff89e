import { Inject } from '@nestjs/common';

/** The token of the engine, for `module.get(engineToken)`; an interface has none of its own. */
export const engineToken = Symbol('leeward:engine');

/** Injects the engine of `MixtralModule`: `constructor(@InjectEngine() private readonly engine: Engine)`. */
export function InjectEngine(): PropertyDecorator & ParameterDecorator {
  return Inject(engineToken);
}
