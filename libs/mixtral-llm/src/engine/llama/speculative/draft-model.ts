import { type Token } from 'node-llama-cpp';
import { type TokenPredictor, type PredictionRequest } from '../scheduler/token-predictor.js';
import { type BatchEntry, type LogitIndex, type NativeContext, type Sampler } from '../native/native-context.js';
import { commonPrefixLength } from '../scheduler/slots.js';

/** Maximum tokens of texts to read in one step. Answers wait during that time. */
const maxUnread = 256;

interface DraftModelOptions {
  /** Tells whether a token ends every answer. */
  readonly isEnd: (token: Token) => boolean;
  /** Frees the model. */
  readonly dispose: () => Promise<void>;
}

/** Collects the predicted tokens of a request. */
interface Draft {
  readonly request: PredictionRequest;
  readonly predicted: Token[];
}

/**
 * Predicts tokens with a small model that has the same vocabulary. It keeps the keys and values of each sequence that it has read. If
 * a text has unread tokens, it reads on and predicts nothing in this step.
 */
export class DraftModel implements TokenPredictor {
  readonly #context: NativeContext;
  readonly #options: DraftModelOptions;
  /** By sequence: the tokens whose keys and values are in the context. */
  readonly #cached: Token[][];
  /** By sequence, so that several sequences can be sampled at the same time. */
  readonly #samplers: readonly Sampler[];

  constructor(context: NativeContext, options: DraftModelOptions) {
    this.#context = context;
    this.#options = options;
    this.#cached = Array.from({ length: context.sequences }, () => []);
    this.#samplers = this.#cached.map(() => context.createSampler());
    for (const sampler of this.#samplers) sampler.applyConfig({ temperature: 0 });
  }

  async predict(requests: readonly PredictionRequest[]): Promise<readonly (readonly Token[])[]> {
    const drafts = requests.map((request): Draft => ({ request, predicted: [] }));
    let unfinished = await this.#evaluate(this.#findUnread(drafts));
    while (unfinished.length > 0) {
      unfinished = await this.#evaluate(unfinished.map(({ draft, token }) => ({ draft, tokens: [token] })));
    }
    return drafts.map(({ predicted }) => predicted);
  }

  async dispose(): Promise<void> {
    for (const sampler of this.#samplers) sampler.dispose();
    this.#context.dispose();
    await this.#options.dispose();
  }

  /** Finds the unread tokens of each text, up to the size of one batch. */
  #findUnread(drafts: readonly Draft[]): { draft: Draft; tokens: readonly Token[] }[] {
    let capacity = Math.min(maxUnread, this.#context.batchSize);
    return drafts.flatMap((draft) => {
      const { sequence, tokens, limit } = draft.request;
      if (limit <= 0) return [];
      // The last token is always read: its logits give the first predicted token.
      const common = Math.min(commonPrefixLength(this.#cached[sequence] ?? [], tokens), tokens.length - 1);
      const read = this.#truncate(sequence, common);
      const unread = tokens.slice(read, read + capacity);
      capacity -= unread.length;
      return unread.length === 0 ? [] : [{ draft, tokens: unread }];
    });
  }

  /** Removes the tokens of a sequence after a length. @returns the number of tokens that are left */
  #truncate(sequence: number, length: number): number {
    const cached = this.#cached[sequence] ?? [];
    if (cached.length > length) {
      this.#cached[sequence] = this.#context.truncate(sequence, length) ? cached.slice(0, length) : [];
    }
    return (this.#cached[sequence] ?? []).length;
  }

  /** Reads tokens, and predicts the next token of each text that is read to its end. @returns the drafts that need more tokens */
  async #evaluate(
    texts: readonly { draft: Draft; tokens: readonly Token[] }[],
  ): Promise<{ draft: Draft; token: Token }[]> {
    if (texts.length === 0) return [];
    const entries = texts.map(({ draft: { request, predicted }, tokens }): BatchEntry => {
      const position = (this.#cached[request.sequence] ?? []).length;
      const isReadToEnd = position + tokens.length === request.tokens.length + predicted.length;
      return { sequence: request.sequence, position, tokens, wanted: isReadToEnd ? 1 : 0 };
    });
    const indexes = await this.#decode(entries);
    const chosen = await Promise.all(texts.map(({ draft }, position) => this.#choose(draft, indexes[position]?.[0])));
    return texts.flatMap(({ draft }, position) => {
      const token = chosen[position];
      if (token === undefined) return [];
      draft.predicted.push(token);
      return draft.predicted.length < draft.request.limit ? [{ draft, token }] : [];
    });
  }

  async #decode(entries: readonly BatchEntry[]): Promise<readonly (readonly LogitIndex[])[]> {
    try {
      const indexes = await this.#context.decode(entries);
      for (const { sequence, tokens } of entries) this.#cached[sequence]?.push(...tokens);
      return indexes;
    } catch {
      // Answers do not need predictions, so errors are ignored. A failed batch leaves its sequences in an unknown state.
      for (const { sequence } of entries) {
        this.#context.truncate(sequence, 0);
        this.#cached[sequence] = [];
      }
      return [];
    }
  }

  async #choose({ request }: Draft, index: LogitIndex | undefined): Promise<Token | undefined> {
    const sampler = this.#samplers[request.sequence];
    if (index === undefined || sampler === undefined) return undefined;
    const token = await this.#context.sample(index, sampler).catch(() => undefined);
    return token === undefined || this.#options.isEnd(token) ? undefined : token;
  }
}
