/** The limits of a key. An absent one does not hold. */
export interface KeyLimits {
  readonly requestsPerMinute?: number | undefined;
  /** Tokens of prompts and answers together. */
  readonly tokensPerMinute?: number | undefined;
  /** Tokens of prompts and answers together, in 24 hours. */
  readonly tokensPerDay?: number | undefined;
}

/** The name of a limit, as in a file of keys. */
export type LimitName = keyof KeyLimits;

/** The things that a limit counts, and the period in which it counts them. */
export const limitKinds = {
  requestsPerMinute: { unit: 'requests', period: 'minute', periodMs: 60_000 },
  tokensPerMinute: { unit: 'tokens', period: 'minute', periodMs: 60_000 },
  tokensPerDay: { unit: 'tokens', period: 'day', periodMs: 86_400_000 },
} as const satisfies Readonly<Record<LimitName, object>>;

/** The names of the limits of tokens. */
export const tokenLimits = ['tokensPerMinute', 'tokensPerDay'] as const satisfies readonly LimitName[];

/** A limit, and how much of it is left. */
export interface LimitLevel {
  readonly limit: number;
  readonly used: number;
  /** Never below 0. */
  readonly remaining: number;
  /** Milliseconds until all is left again. */
  readonly resetMs: number;
}
