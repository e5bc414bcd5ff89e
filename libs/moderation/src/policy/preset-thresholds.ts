import { type Category } from '../contract/category.js';

/** The score from which a preset acts on a category. */
export interface PresetThreshold {
  readonly balanced: number;
  readonly strict: number;
}

/**
 * Lists the thresholds of the presets: one place for the numbers that the evaluation of the classifiers gives.
 *
 * They hold for every classifier that scores the category and has none of its own: word lists, services and guards.
 */
export const presetThresholds = {
  harassment: { balanced: 0.5, strict: 0.3 },
  'harassment/threatening': { balanced: 0.5, strict: 0.3 },
  hate: { balanced: 0.5, strict: 0.3 },
  'hate/threatening': { balanced: 0.5, strict: 0.3 },
  illicit: { balanced: 0.5, strict: 0.3 },
  'illicit/violent': { balanced: 0.5, strict: 0.3 },
  'self-harm': { balanced: 0.5, strict: 0.3 },
  'self-harm/intent': { balanced: 0.5, strict: 0.3 },
  'self-harm/instructions': { balanced: 0.4, strict: 0.2 },
  sexual: { balanced: 0.7, strict: 0.3 },
  'sexual/minors': { balanced: 0.3, strict: 0.1 },
  violence: { balanced: 0.7, strict: 0.4 },
  'violence/graphic': { balanced: 0.7, strict: 0.4 },
  'x/profanity': { balanced: 0.5, strict: 0.5 },
  'x/pii': { balanced: 0.5, strict: 0.3 },
  'x/secrets': { balanced: 0.5, strict: 0.3 },
  'x/injection': { balanced: 0.5, strict: 0.4 },
  'x/injection/system-prompt': { balanced: 0.5, strict: 0.4 },
  'x/jailbreak': { balanced: 0.5, strict: 0.4 },
  'x/control-strings': { balanced: 0.5, strict: 0.5 },
  'x/control-strings/hidden-text': { balanced: 0.5, strict: 0.5 },
  'x/privacy': { balanced: 0.5, strict: 0.5 },
  'x/specialized-advice': { balanced: 0.5, strict: 0.5 },
  'x/defamation': { balanced: 0.5, strict: 0.5 },
  'x/ip': { balanced: 0.5, strict: 0.5 },
  'x/elections': { balanced: 0.5, strict: 0.5 },
  'x/code-abuse': { balanced: 0.5, strict: 0.5 },
  'x/unsafe': { balanced: 0.5, strict: 0.3 },
} as const satisfies Readonly<Partial<Record<Category, PresetThreshold>>>;

/**
 * Lists the thresholds of the presets for the guard model of this package. tools/guard-model/thresholds.py proposes them.
 *
 * Its scores are probabilities among texts of which many are harmful. In use few are, so most of its thresholds are higher.
 */
export const guardThresholds = {
  harassment: { balanced: 0.87, strict: 0.5 },
  'harassment/threatening': { balanced: 0.6, strict: 0.3 },
  hate: { balanced: 0.94, strict: 0.7 },
  'hate/threatening': { balanced: 0.75, strict: 0.4 },
  illicit: { balanced: 0.5, strict: 0.35 },
  'illicit/violent': { balanced: 0.45, strict: 0.3 },
  'self-harm': { balanced: 0.5, strict: 0.2 },
  'self-harm/intent': { balanced: 0.5, strict: 0.3 },
  'self-harm/instructions': { balanced: 0.5, strict: 0.3 },
  sexual: { balanced: 0.8, strict: 0.4 },
  'sexual/minors': { balanced: 0.5, strict: 0.15 },
  violence: { balanced: 0.87, strict: 0.4 },
  'violence/graphic': { balanced: 0.8, strict: 0.4 },
  'x/code-abuse': { balanced: 0.75, strict: 0.5 },
  'x/jailbreak': { balanced: 0.99, strict: 0.95 },
  'x/privacy': { balanced: 0.5, strict: 0.3 },
  'x/unsafe': { balanced: 0.92, strict: 0.8 },
} as const satisfies Readonly<Partial<Record<Category, PresetThreshold>>>;

/**
 * The settings of the guard model under every preset. It runs where a moderator has it. The time is for the longest text that
 * the limits allow: about 0.3 seconds for 1,000 characters on one core.
 */
export const guardSettings = { optional: true, timeoutMs: 90_000 };
