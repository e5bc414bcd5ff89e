export { findOpenEscape } from './escapes.js';
export { findOpenMarkup } from './inline-markup.js';
export { toPlainView } from './plain-view.js';
