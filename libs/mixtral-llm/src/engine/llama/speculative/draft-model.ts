import { type Token } from 'node-llama-cpp';
import { type TokenPredictor, type PredictionRequest } from '../scheduler/token-predictor.js';
import { type BatchEntry, type LogitIndex, type NativeContext, type Sampler } from '../native/native-context.js';
import { sharedLength } from '../scheduler/slots.js';

/** Tokens that are read in one step beside answers, at most: answers wait for them. */
const mostUnread = 256;

export interface DraftModelOptions {
  /** Whether a token ends every answer. */
  readonly isEnd: (token: Token) => boolean;
  /** Gives back the model. */
  readonly dispose: () => Promise<void>;
}

/** A request on its way: what is guessed so far. */
interface Draft {
  readonly request: PredictionRequest;
  readonly guesses: Token[];
}

/**
 * Guesses with a small model of the same vocabulary, which writes a few tokens of each answer ahead. It keeps what it has read
 * of each sequence; texts that it has not caught up with yet are read on, and nothing is guessed for them.
 */
export class DraftModel implements TokenPredictor {
  /** By sequence: the tokens whose keys and values are in the context. */
  readonly #held: Token[][];
  /** By sequence, so that several can choose at the same time. */
  readonly #samplers: readonly Sampler[];

  readonly #context: NativeContext;
  readonly #options: DraftModelOptions;

  constructor(context: NativeContext, options: DraftModelOptions) {
    this.#context = context;
    this.#options = options;

    this.#held = Array.from({ length: context.sequences }, () => []);
    this.#samplers = this.#held.map(() => context.createSampler());
    for (const sampler of this.#samplers) sampler.applyConfig({ temperature: 0 });
  }

  async guess(requests: readonly PredictionRequest[]): Promise<readonly (readonly Token[])[]> {
    const drafts = requests.map((request): Draft => ({ request, guesses: [] }));
    let writing = await this.#evaluate(this.#catchUp(drafts));
    while (writing.length > 0) {
      const next = writing.map(({ draft, token }) => ({ draft, tokens: [token] }));
      writing = await this.#evaluate(next);
    }
    return drafts.map(({ guesses }) => guesses);
  }

  async dispose(): Promise<void> {
    for (const sampler of this.#samplers) sampler.dispose();
    this.#context.dispose();
    await this.#options.dispose();
  }

  /** What each text has that was not read, as far as one batch goes. */
  #catchUp(drafts: readonly Draft[]): { draft: Draft; tokens: readonly Token[] }[] {
    let places = Math.min(mostUnread, this.#context.batchSize);
    return drafts.flatMap((draft) => {
      const { sequence, tokens, limit } = draft.request;
      if (limit <= 0) return [];
      // The last token is always read: its logits start the guess.
      const known = this.#keep(sequence, Math.min(sharedLength(this.#held[sequence] ?? [], tokens), tokens.length - 1));
      const unread = tokens.slice(known, known + places);
      places -= unread.length;
      return unread.length === 0 ? [] : [{ draft, tokens: unread }];
    });
  }

  /** Forgets what a sequence holds beyond a length. @returns what it holds now, in tokens */
  #keep(sequence: number, length: number): number {
    const held = this.#held[sequence] ?? [];
    if (held.length > length)
      this.#held[sequence] = this.#context.truncate(sequence, length) ? held.slice(0, length) : [];
    return (this.#held[sequence] ?? []).length;
  }

  /** Reads tokens, and guesses the next one of each text that is read up. @returns the texts that another token is wanted for */
  async #evaluate(
    texts: readonly { draft: Draft; tokens: readonly Token[] }[],
  ): Promise<{ draft: Draft; token: Token }[]> {
    if (texts.length === 0) return [];
    const entries = texts.map(({ draft: { request, guesses }, tokens }): BatchEntry => {
      const position = (this.#held[request.sequence] ?? []).length;
      const isReadUp = position + tokens.length === request.tokens.length + guesses.length;
      return { sequence: request.sequence, position, tokens, wanted: isReadUp ? 1 : 0 };
    });
    const indexes = await this.#decode(entries);
    const chosen = await Promise.all(texts.map(({ draft }, position) => this.#choose(draft, indexes[position]?.[0])));
    return texts.flatMap(({ draft }, position) => {
      const token = chosen[position];
      if (token === undefined) return [];
      draft.guesses.push(token);
      return draft.guesses.length < draft.request.limit ? [{ draft, token }] : [];
    });
  }

  async #decode(entries: readonly BatchEntry[]): Promise<readonly (readonly LogitIndex[])[]> {
    try {
      const indexes = await this.#context.decode(entries);
      for (const { sequence, tokens } of entries) this.#held[sequence]?.push(...tokens);
      return indexes;
    } catch {
      // Answers do not depend on guesses. What the sequences of a failed batch hold is unknown.
      for (const { sequence } of entries) {
        this.#context.truncate(sequence, 0);
        this.#held[sequence] = [];
      }
      return [];
    }
  }

  async #choose({ request }: Draft, index: LogitIndex | undefined): Promise<Token | undefined> {
    const sampler = this.#samplers[request.sequence];
    if (index === undefined || sampler === undefined) return undefined;
    const token = await this.#context.sample(index, sampler);
    return token === undefined || this.#options.isEnd(token) ? undefined : token;
  }
}
