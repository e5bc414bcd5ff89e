import { type Response } from 'express';
import { type KeyBudget } from './key-budget.js';
import { type LimitLevel } from './key-limits.js';

/** The limits of a request's key, and the form in which its answer shows them. */
export interface LimitLocals {
  /** Absent where the key has no limits. */
  budget?: KeyBudget;
  /** Default: that of OpenAI's API. */
  limitForm?: 'anthropic';
}

const units = ['requests', 'tokens'] as const;

/** The headers of limits in both forms. */
export const limitHeaders: readonly string[] = units.flatMap((unit) => [
  ...['limit', 'remaining', 'reset'].map((part) => `x-ratelimit-${part}-${unit}`),
  ...['limit', 'remaining', 'reset'].map((part) => `anthropic-ratelimit-${unit}-${part}`),
]);

/** Sets the headers that tell what is left of the key's limits, as long as the headers are not sent. */
export function showLimits(response: Response<unknown, LimitLocals>): void {
  const { budget, limitForm } = response.locals;
  if (!budget || response.headersSent) return;
  const levels = { requests: budget.read('requestsPerMinute'), tokens: budget.readTokens() };
  for (const unit of units) {
    const level = levels[unit];
    if (level) response.set(limitForm === 'anthropic' ? toAnthropicHeaders(unit, level) : toOpenAiHeaders(unit, level));
  }
}

function toOpenAiHeaders(unit: string, { limit, remaining, resetMs }: LimitLevel): Record<string, string> {
  return {
    [`x-ratelimit-limit-${unit}`]: `${limit}`,
    [`x-ratelimit-remaining-${unit}`]: `${remaining}`,
    [`x-ratelimit-reset-${unit}`]: toDuration(resetMs),
  };
}

function toAnthropicHeaders(unit: string, { limit, remaining, resetMs }: LimitLevel): Record<string, string> {
  return {
    [`anthropic-ratelimit-${unit}-limit`]: `${limit}`,
    [`anthropic-ratelimit-${unit}-remaining`]: `${remaining}`,
    [`anthropic-ratelimit-${unit}-reset`]: new Date(Date.now() + resetMs).toISOString(),
  };
}

/** Writes a time as OpenAI's headers do: `20ms`, `1s`, `6m0s`, `23h59m1s`. It is rounded up: a client that waits so long has waited enough. */
export function toDuration(milliseconds: number): string {
  const whole = Math.ceil(milliseconds);
  if (whole === 0) return '0s';
  if (whole < 1000) return `${whole}ms`;
  const seconds = Math.ceil(whole / 1000);
  const parts = [
    { value: Math.floor(seconds / 3600), unit: 'h' },
    { value: Math.floor(seconds / 60) % 60, unit: 'm' },
    { value: seconds % 60, unit: 's' },
  ];
  return parts
    .slice(parts.findIndex(({ value }) => value > 0))
    .map(({ value, unit }) => `${value}${unit}`)
    .join('');
}
