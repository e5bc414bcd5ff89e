export { toDecodedViews, toDeobfuscatedViews } from './deobfuscated-views.js';
export { findHiddenText } from './hidden-text.js';
export { findOpenPassage } from './open-passage.js';
export { findOpenSpelledRun } from './spelled-words.js';
