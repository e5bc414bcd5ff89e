export { type ArgumentOrigin, compareArguments } from './compare-arguments.js';
export { foldForComparison } from './fold.js';
export { KnownText } from './known-text.js';
