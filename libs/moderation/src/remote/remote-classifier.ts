import { type Category, type CategoryScores } from '../contract/category.js';
import { type Classifier } from '../contract/classifier.js';
import { highestScores } from '../contract/highest-scores.js';
import { type ModerationStage } from '../contract/moderation-input.js';
import { ClassifierError } from '../errors/moderation-errors.js';
import { notifyListener } from '../scheduling/notify-listener.js';
import { splitIntoChunks } from '../text/text-chunks.js';
import { type BudgetLimits, RequestBudget } from './request-budget.js';

/** A failure that a person must fix. Until then the policy's `onError` decides about texts. */
export interface RemoteAlarm {
  readonly classifier: string;
  /** `credentials`: the key is refused; `budget`: no requests are left; `unavailable`: the service fails or is not reached. */
  readonly kind: 'credentials' | 'budget' | 'unavailable';
  /** Holds no text. */
  readonly message: string;
}

/** Options of every remote classifier. */
export interface RemoteClassifierOptions extends BudgetLimits {
  /** Default: the service's name. */
  readonly name?: string;
  /**
   * Default: every stage.
   *
   * A stream sends a request per window: leave out its stage, or use the gate's mode `full`, to save requests.
   */
  readonly stages?: readonly ModerationStage[];
  /** The number of times a request is sent again after a temporary failure. Default 2. */
  readonly retries?: number;
  /** Called for each alarm. Its errors are ignored. */
  readonly onAlarm?: (alarm: RemoteAlarm) => void;
}

/** Scores by the names of the service's own categories. */
type ServiceScores = Readonly<Record<string, number | null | undefined>>;

/** Describes a moderation service. */
interface RemoteService {
  readonly name: string;
  /** For each of the service's own categories, the categories that its score counts for. */
  readonly categories: Readonly<Record<string, readonly Category[]>>;
  /** Requests the scores of each text, in order. */
  requestScores(
    texts: readonly string[],
    options: { readonly signal: AbortSignal; readonly retries: number },
  ): Promise<readonly ServiceScores[]>;
}

const defaultRetries = 2;

/**
 * The most characters of a chunk: every service accepts this many in any script. One request sends all chunks of a
 * text.
 */
const chunkCharacters = 8_000;

/**
 * Creates a classifier that asks a moderation service.
 *
 * A text that was not classified never counts as harmless. A refused key, an empty budget, a failed request and an
 * answer without scores make the classifier fail and raise an alarm; the policy's `onError` decides. A category that
 * the answer leaves out is null.
 */
export function createRemoteClassifier(service: RemoteService, options: RemoteClassifierOptions): Classifier {
  const { name = service.name, stages, retries = defaultRetries, onAlarm } = options;
  const categories = [...new Set(Object.values(service.categories).flat())];
  const budget = new RequestBudget(options);
  const raiseAlarm = (kind: RemoteAlarm['kind'], message: string, cause?: unknown): ClassifierError => {
    notifyListener(onAlarm, { classifier: name, kind, message });
    return new ClassifierError(name, message, { cause });
  };
  const requestScores = async (chunks: readonly string[], signal: AbortSignal): Promise<readonly CategoryScores[]> => {
    try {
      const scores = await service.requestScores(chunks, { signal, retries });
      return scores.map((serviceScores) => toCategoryScores(service, serviceScores));
    } catch (error) {
      if (signal.aborted) throw error;
      const status = readStatus(error);
      if (status === 401 || status === 403) {
        throw raiseAlarm('credentials', `The service refuses the API key (status ${status}); set another one.`, error);
      }
      throw raiseAlarm('unavailable', `The service failed${status === undefined ? '' : ` (status ${status})`}.`, error);
    }
  };
  return {
    name,
    categories,
    stages,
    classify: async ({ text }, { signal }) => {
      const scanned = { start: 0, end: text.length };
      if (text.trim() === '') return { scores: {}, spans: [], scanned };
      if (!budget.take(1))
        throw raiseAlarm('budget', 'No requests are left in the budget (requestsPerMinute, requestsPerDay).');
      const chunks = splitIntoChunks(text, chunkCharacters);
      const scores = await requestScores(chunks, signal);
      if (scores.length !== chunks.length) {
        throw raiseAlarm('unavailable', `The service gave ${scores.length} results for ${chunks.length} texts.`);
      }
      return { scores: highestScores(categories, scores), spans: [], scanned };
    },
  };
}

/** Maps a service's scores to our categories; of several for one category the highest counts. */
function toCategoryScores({ categories }: RemoteService, serviceScores: ServiceScores): CategoryScores {
  const scores: Partial<Record<Category, number>> = {};
  for (const [name, score] of Object.entries(serviceScores)) {
    if (typeof score !== 'number' || !Object.hasOwn(categories, name)) continue;
    for (const category of categories[name] ?? []) scores[category] = Math.max(scores[category] ?? 0, score);
  }
  return scores;
}

/** Reads the HTTP status of an error of OpenAI's (`status`) or Mistral's client (`statusCode`). */
function readStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { status, statusCode } = error as { readonly status?: unknown; readonly statusCode?: unknown };
  const found = status ?? statusCode;
  return typeof found === 'number' ? found : undefined;
}
