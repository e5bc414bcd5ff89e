import { type TextRange } from '../../contract/moderation-input.js';
import { toProbability } from '../to-probability.js';
import { toChatWindows } from './features/chat-features.js';
import { type FeatureWindow } from './features/feature-windows.js';
import { toToolResultWindows } from './features/tool-result-features.js';
import { toLogOdds } from './injection-score.js';
import { encodedInjectionModels } from './injection-weights.js';

/**
 * Names a linear model: `instruction` finds instructions in what a person writes, `jailbreak` attempts to lift a model's rules,
 * and `tool-result` orders to an agent in what a tool returns.
 */
export type InjectionModelName = 'instruction' | 'jailbreak' | 'tool-result';

/** Scales the penalty of a text with many windows, each of which may score high by chance. */
export const lengthPenalties: Readonly<Record<InjectionModelName, number>> = {
  instruction: 0.5,
  jailbreak: 0.5,
  // Tool results are long as a rule, and the windows are short.
  'tool-result': 0.2,
};

interface LinearModel {
  readonly weights: Float32Array;
  readonly bias: number;
  readonly lengthPenalty: number;
}

/** A part of a text, with the probability that a model gives it. */
interface ScoredWindow extends TextRange {
  /** 0 … 1. The training set the value 0.5 at the calibrated threshold. */
  readonly probability: number;
}

const models: Readonly<Record<InjectionModelName, LinearModel>> = {
  instruction: decodeModel('instruction'),
  jailbreak: decodeModel('jailbreak'),
  'tool-result': decodeModel('tool-result'),
};

function decodeModel(name: InjectionModelName): LinearModel {
  const { weights, scale, bias } = encodedInjectionModels[name];
  const decoded = new Int8Array(Buffer.from(weights, 'base64'));
  return {
    weights: Float32Array.from(decoded, (weight) => weight * scale),
    bias,
    lengthPenalty: lengthPenalties[name],
  };
}

/** Scores what a person writes, window by window; the windows cover all of it. */
export function scoreChat(text: string): Readonly<Record<'instruction' | 'jailbreak', readonly ScoredWindow[]>> {
  const windows = toChatWindows(text);
  return { instruction: scoreWindows(windows, models.instruction), jailbreak: scoreWindows(windows, models.jailbreak) };
}

/** Scores the result of a tool, window by window; the windows cover all of it. */
export function scoreToolResult(text: string): readonly ScoredWindow[] {
  return scoreWindows(toToolResultWindows(text), models['tool-result']);
}

function scoreWindows(windows: readonly FeatureWindow[], model: LinearModel): readonly ScoredWindow[] {
  return windows.map(({ start, end, features }) => ({
    start,
    end,
    probability: toProbability(toLogOdds(features, model, windows.length)),
  }));
}
