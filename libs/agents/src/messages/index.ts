export { createReviewerMessage, isReviewerMessage, withoutReviewerMarks } from './reviewer-message.js';
export { readText } from './read-text.js';
export { findPendingCalls, type MessageCall, type PendingCalls, toCallKey, withEditedCalls } from './calls.js';
