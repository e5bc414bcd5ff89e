export { type GuardOptions } from './guard-classifier.js';
export { createLlamaGuardClassifier, type LlamaGuardOptions } from './llama-guard.js';
export { type LlamaGuardHazard, llamaGuardHazards } from './llama-guard-hazards.js';
export { createSelfCheckClassifier, type SelfCheckOptions } from './self-check.js';
export { createShieldGemmaClassifier } from './shield-gemma.js';
