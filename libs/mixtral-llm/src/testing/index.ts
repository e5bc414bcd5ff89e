export { type Script, ScriptedEngine, type ScriptedEngineOptions } from './scripted-engine.js';
export { type TinyMixtralOptions, writeTinyMixtral } from './tiny-mixtral.js';
