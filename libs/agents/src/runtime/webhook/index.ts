export * from './call-webhook.js';
