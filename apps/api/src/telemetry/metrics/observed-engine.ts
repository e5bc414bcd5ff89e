import {
  type CloseOptions,
  type Engine,
  type EngineCapacity,
  type EngineModel,
  type GenerationPart,
  type GenerationRequest,
  type TokenUsage,
} from '@leeward/mixtral-llm';
import { type Metrics } from './metrics.js';

/** Measures every generation of an engine, whichever endpoint asks for it. */
export class ObservedEngine implements Engine {
  readonly #engine: Engine;
  readonly #metrics: Metrics;

  constructor(engine: Engine, metrics: Metrics) {
    this.#engine = engine;
    this.#metrics = metrics;
  }

  get model(): EngineModel {
    return this.#engine.model;
  }

  async *generate(request: GenerationRequest): AsyncIterable<GenerationPart> {
    const measured = new MeasuredGeneration(this.#metrics);
    const onStart = (): void => {
      measured.start();
      request.onStart?.();
    };
    // A reader that leaves the loop ends the generator here, without an error.
    let outcome = 'aborted';
    try {
      for await (const part of this.#engine.generate({ ...request, onStart })) {
        measured.add(part.usage);
        if (part.type === 'finish') outcome = part.reason;
        yield part;
      }
    } catch (error) {
      if (request.signal?.aborted !== true) outcome = 'failed';
      throw error;
    } finally {
      this.#metrics.endGeneration(this.model.id, outcome, measured.usage);
    }
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

/** Times of one generation, in milliseconds of `performance.now()`. */
class MeasuredGeneration {
  usage: TokenUsage = { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0 };
  readonly #metrics: Metrics;
  readonly #askedAt = performance.now();
  #lastTokenAt: number | undefined;

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  start(): void {
    this.#metrics.addQueueWait((performance.now() - this.#askedAt) / 1000);
  }

  add(usage: TokenUsage): void {
    const tokens = usage.completionTokens - this.usage.completionTokens;
    this.usage = usage;
    if (tokens <= 0) return;
    const now = performance.now();
    if (this.#lastTokenAt === undefined) this.#metrics.addFirstToken((now - this.#askedAt) / 1000);
    // A part may carry several tokens: those that a stop string held back, or that were predicted.
    else this.#metrics.addTokenGap((now - this.#lastTokenAt) / 1000 / tokens);
    this.#lastTokenAt = now;
  }
}
