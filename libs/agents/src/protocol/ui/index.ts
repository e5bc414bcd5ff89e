export * from './ui-message-stream.js';
export * from './ui-request.js';
