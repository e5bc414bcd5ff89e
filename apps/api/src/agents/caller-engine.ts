import {
  type CloseOptions,
  type Engine,
  type EngineCapacity,
  type EngineModel,
  type GenerationPart,
  type GenerationRequest,
  type TokenUsage,
} from '@leeward/mixtral-llm';
import { AnswerReservation } from '../completions/answer-reservation.js';
import { type KeyBudget } from '../limits/index.js';
import { type KeyTokens } from '../telemetry/metrics/metrics.js';

/** The caller for whom an engine generates. */
interface EngineCaller {
  /** Identifies the caller in the fair queue. */
  readonly caller: string;
  /** Undefined: the caller has no limits. */
  readonly budget: KeyBudget | undefined;
  readonly onUsage: (tokens: KeyTokens) => void;
}

/** Generates for one caller: in its turn, and within its limits. */
export class CallerEngine implements Engine {
  readonly #engine: Engine;
  readonly #caller: EngineCaller;

  constructor(engine: Engine, caller: EngineCaller) {
    this.#engine = engine;
    this.#caller = caller;
  }

  get model(): EngineModel {
    return this.#engine.model;
  }

  /** @throws OpenAiError 429 when the caller has too few tokens left, and as the engine */
  async *generate(request: GenerationRequest): AsyncIterable<GenerationPart> {
    const { caller, budget, onUsage } = this.#caller;
    const { maxTokens, signal = new AbortController().signal } = request;
    const reservation = new AnswerReservation(budget, { onChange: () => undefined, onUsage });
    const bound = await reservation.reserve({
      countPrompts: async () => [request.prompt.tokens.length],
      answers: 1,
      maxTokens,
      contextSize: this.model.contextSize,
    });
    let usage: TokenUsage = { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0 };
    const parts = this.#engine.generate({ ...request, caller, maxTokens: bound ?? maxTokens });
    async function* measure(): AsyncGenerator<GenerationPart> {
      for await (const part of parts) {
        usage = part.usage;
        yield part;
      }
    }
    yield* reservation.follow(measure(), () => usage, signal);
  }

  tokenize(...call: Parameters<Engine['tokenize']>): ReturnType<Engine['tokenize']> {
    return this.#engine.tokenize(...call);
  }

  detokenize(...call: Parameters<Engine['detokenize']>): ReturnType<Engine['detokenize']> {
    return this.#engine.detokenize(...call);
  }

  capacity(): EngineCapacity {
    return this.#engine.capacity();
  }

  close(options?: CloseOptions): Promise<void> {
    return this.#engine.close(options);
  }
}
