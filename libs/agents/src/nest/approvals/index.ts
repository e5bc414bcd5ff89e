export * from './approvals.controller.js';
