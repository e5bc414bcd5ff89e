export { width as tinyBertWidth, writeTinyBert } from './tiny-bert.js';
export { writeTinyUnigram } from './tiny-unigram.js';
export { writeSparseMixtral } from './sparse-mixtral.js';
export { type MixtralShape } from './mixtral-shape.js';
export { type Script, ScriptedEngine, type ScriptedEngineOptions } from './scripted-engine.js';
export { benchmarkMixtral, type TinyMixtralOptions, writeTinyMixtral } from './tiny-mixtral.js';
