import { type Category, type CategoryScores } from '../contract/category.js';
import { type Classifier } from '../contract/classifier.js';
import { ClassifierError } from '../errors/moderation-errors.js';
import { highestScores } from '../contract/highest-scores.js';
import { type ModerationStage } from '../contract/moderation-input.js';
import { notifyListener } from '../scheduling/notify-listener.js';
import { splitIntoChunks } from '../text/text-chunks.js';
import { type BudgetLimits, RequestBudget } from './request-budget.js';

/** Something that a person has to see to: texts are judged as the policy's `onError` says until then. */
export interface RemoteAlarm {
  readonly classifier: string;
  /** `credentials`: the key is refused; `budget`: no requests are left; `unavailable`: the service fails or is not reached. */
  readonly kind: 'credentials' | 'budget' | 'unavailable';
  /** Holds no text. */
  readonly message: string;
}

/** What all remote classifiers have in common. */
export interface RemoteClassifierOptions extends BudgetLimits {
  /** Default: the service's name. */
  readonly name?: string;
  /** Default: every stage. A stream asks once per window: give the service its stages with care, or use the gate's mode `full`. */
  readonly stages?: readonly ModerationStage[];
  /** How often a request that failed for a moment is sent again. Default 2. */
  readonly retries?: number;
  /** What it throws is ignored. */
  readonly onAlarm?: (alarm: RemoteAlarm) => void;
}

/** One service: its categories, and how it is asked. */
export interface RemoteService {
  readonly name: string;
  readonly categories: readonly Category[];
  /** Longer texts are sent in pieces of this many characters, in one request. */
  readonly pieceCharacters: number;
  /** The scores of each piece: null for what the service did not judge. */
  score(
    pieces: readonly string[],
    request: { readonly signal: AbortSignal; readonly retries: number },
  ): Promise<readonly CategoryScores[]>;
}

const defaultRetries = 2;

/**
 * A classifier that asks a service. It never passes a text that was not judged: a refused key, an empty budget, a failure and an
 * answer without scores are all failures of the classifier, which the policy decides on, and an alarm besides.
 */
export function createRemoteClassifier(service: RemoteService, options: RemoteClassifierOptions): Classifier {
  const name = options.name ?? service.name;
  const budget = new RequestBudget(options);
  const fail = (kind: RemoteAlarm['kind'], message: string, cause?: unknown): ClassifierError => {
    notifyListener(options.onAlarm, { classifier: name, kind, message });
    return new ClassifierError(name, message, { cause });
  };
  return {
    name,
    categories: service.categories,
    ...(options.stages === undefined ? {} : { stages: options.stages }),
    classify: async ({ text }, { signal }) => {
      const scanned = { start: 0, end: text.length };
      if (text.trim() === '') return { scores: {}, spans: [], scanned };
      if (!budget.take(1)) throw fail('budget', 'No requests are left in the budget.');
      let scored: readonly CategoryScores[];
      const pieces = splitIntoChunks(text, service.pieceCharacters);
      try {
        scored = await service.score(pieces, { signal, retries: options.retries ?? defaultRetries });
      } catch (error) {
        if (signal.aborted) throw error;
        const status = statusOf(error);
        const isRefused = status === 401 || status === 403;
        const kind = isRefused ? 'credentials' : 'unavailable';
        throw fail(
          kind,
          isRefused
            ? `The service refuses the key (status ${String(status)}).`
            : `The service failed${status === undefined ? '' : ` (status ${String(status)})`}.`,
          error,
        );
      }
      if (scored.length !== pieces.length)
        throw fail('unavailable', 'The service answered for other texts than it was asked.');
      return { scores: highestScores(service.categories, scored), spans: [], scanned };
    },
  };
}

/** The HTTP status of an error of either client. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { status, statusCode } = error as { readonly status?: unknown; readonly statusCode?: unknown };
  const found = status ?? statusCode;
  return typeof found === 'number' ? found : undefined;
}
