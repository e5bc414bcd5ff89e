export * from './protocol-commands.js';
export * from './protocol.controller.js';
