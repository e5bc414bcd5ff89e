export * from './plain-events.js';
export * from './plain-request.js';
