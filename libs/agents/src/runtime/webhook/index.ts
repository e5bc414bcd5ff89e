export * from './call-webhook.js';
export * from './private-address.js';
