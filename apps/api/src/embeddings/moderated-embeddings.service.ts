import { randomUUID } from 'node:crypto';
import { type Embedding, type EmbeddingEngine, EmbeddingInputError } from '@leeward/mixtral-llm';
import { Injectable } from '@nestjs/common';
import { type Caller } from '../http/caller.js';
import { OpenAiError } from '../errors/openai-error.js';
import { EmbeddingHost } from '../model/embedding-host.js';
import { InputModeration } from '../moderation/moderate-input.js';
import { ModerationReport, type PresentedModeration } from '../moderation/moderation-report.js';
import { type EmbeddingsRequest } from './embeddings.schema.js';

/** Vectors of texts, and what moderation found in them. */
export interface ModeratedEmbeddings {
  readonly model: string;
  readonly embeddings: readonly Embedding[];
  readonly moderation: PresentedModeration;
}

/** Texts that are sent to the engine at once, so that a long list leaves room for others. */
const textsAtOnce = 32;

/** The road of one request for embeddings: texts through the moderator, then the model. */
@Injectable()
export class ModeratedEmbeddingsService {
  readonly #host: EmbeddingHost;

  constructor(host: EmbeddingHost) {
    this.#host = host;
  }

  /**
   * @throws OpenAiError 400 for a text that is blocked, empty or too long, or another number of dimensions than the model has;
   *   404 and 503 as `EmbeddingHost.select`
   */
  async embed(
    { model, input, dimensions }: EmbeddingsRequest,
    { signal, moderator }: Caller,
  ): Promise<ModeratedEmbeddings> {
    const engine = this.#host.select(model);
    ensureDimensions(engine, dimensions ?? engine.model.dimensions);
    const report = new ModerationReport(moderator.policy);
    const approval = new InputModeration(moderator, {
      requestId: `embd-${randomUUID()}`,
      signal,
      onVerdict: report.hear,
    });
    const pathOf = (index: number) => (typeof input === 'string' ? 'input' : `input[${index}]`);
    const given = typeof input === 'string' ? [input] : input;
    const texts = await Promise.all(
      given.map((text, index) => approval.text(text, { stage: 'input', role: 'user', path: pathOf(index) })),
    );
    const embeddings: Embedding[] = [];
    for (let start = 0; start < texts.length; start += textsAtOnce) {
      const some = engine.embed(texts.slice(start, start + textsAtOnce), { signal });
      embeddings.push(
        ...(await some.catch((error: unknown) => {
          throw namingTheText(error, (index) => pathOf(start + index));
        })),
      );
    }
    return { model: engine.model.id, embeddings, moderation: report.present() };
  }
}

function ensureDimensions({ model }: EmbeddingEngine, asked: number): void {
  if (asked === model.dimensions) return;
  throw new OpenAiError({
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_value',
    param: 'dimensions',
    message: `The vectors of ${model.id} have ${model.dimensions} dimensions, and cutting them would make them worse. Leave "dimensions" out.`,
  });
}

function namingTheText(error: unknown, pathOf: (index: number) => string): unknown {
  if (!EmbeddingInputError.isInstance(error)) return error;
  const { index, tokens, maxTokens } = error;
  const [code, problem] =
    tokens === 0
      ? ['invalid_value', 'is empty: leave it out']
      : [
          'context_length_exceeded',
          `has ${tokens} tokens, and the embedding model reads ${maxTokens} at most: split it`,
        ];
  return new OpenAiError({
    status: 400,
    type: 'invalid_request_error',
    code,
    param: pathOf(index),
    message: `The text "${pathOf(index)}" ${problem}.`,
  });
}
