export { findOpenBase64Passage } from './base64-passages.js';
export { toDecodedViews, toDeobfuscatedViews } from './deobfuscated-views.js';
export { findOpenHexList } from './hex-passages.js';
export { findHiddenText, findOpenHiddenText } from './hidden-text.js';
export { findOpenReversedPassage } from './reversed-passages.js';
export { findOpenSpelledRun } from './spelled-words.js';
