export { cutText } from './cut-text.js';
export { htmlToText } from './html-to-text.js';
