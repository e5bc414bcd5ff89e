export { KeyBudget } from './key-budget.js';
export { KeyBudgets } from './key-budgets.js';
export { type KeyLimits, type LimitLevel, type LimitName } from './key-limits.js';
export { limitHeaders, type LimitLocals, showLimits } from './limit-headers.js';
export { type TakenAmount } from './limit-window.js';
