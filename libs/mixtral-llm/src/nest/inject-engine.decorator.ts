import { Inject } from '@nestjs/common';

/** Injection token of the engine, for `module.get(engineToken)`. An interface cannot be a token itself. */
export const engineToken = Symbol('leeward:engine');

/** Injects the engine of `MixtralModule`, as in `constructor(@InjectEngine() private readonly engine: Engine)`. */
export function InjectEngine(): PropertyDecorator & ParameterDecorator {
  return Inject(engineToken);
}
