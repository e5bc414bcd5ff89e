export * from './message-events.js';
export * from './protocol-event.js';
export * from './protocol-schemas.js';
export * from './run-events.js';
