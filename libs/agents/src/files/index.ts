export { createPrivateFile } from './create-private-file.js';
