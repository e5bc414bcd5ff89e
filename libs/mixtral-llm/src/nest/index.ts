export { engineToken, InjectEngine } from './inject-engine.decorator.js';
export { type MixtralModuleOptions } from './mixtral-module-options.js';
export { MixtralModule } from './mixtral.module.js';
