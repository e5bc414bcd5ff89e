import { type Embedding, type EmbeddingEngine, EmbeddingInputError } from '@leeward/mixtral-llm';
import { Injectable } from '@nestjs/common';
import { type Response } from 'express';
import { type Caller } from '../http/caller.js';
import { OpenAiError } from '../errors/openai-error.js';
import { showLimits } from '../limits/index.js';
import { EmbeddingHost } from '../model/embedding-host.js';
import { ModelAliases } from '../model/model-aliases.js';
import { InputModeration } from '../moderation/moderate-input.js';
import { showModeration } from '../moderation/report/moderation-header.js';
import { ModerationReport, type PresentedReport } from '../moderation/report/moderation-report.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { type EmbeddingsRequest } from './embeddings.schema.js';

/** Vectors of texts, and the findings of moderation in them. */
export interface ModeratedEmbeddings {
  readonly model: string;
  readonly embeddings: readonly Embedding[];
  readonly leeward: PresentedReport;
}

/** The number of texts per call of the engine: a long list leaves room for other requests. */
const textsPerCall = 32;

/** Moderates the texts of a request, then converts them to vectors. */
@Injectable()
export class ModeratedEmbeddingsService {
  readonly #host: EmbeddingHost;
  readonly #aliases: ModelAliases;
  readonly #telemetry: Telemetry;

  constructor(host: EmbeddingHost, aliases: ModelAliases, telemetry: Telemetry) {
    this.#host = host;
    this.#aliases = aliases;
    this.#telemetry = telemetry;
  }

  /**
   * Converts the texts of a request to vectors.
   *
   * @throws OpenAiError 400 for a text that is blocked, empty or too long, or another number of dimensions than the model has;
   *   404 and 503 as `EmbeddingHost.select`, 403 for a model that is not for the key, 429 when its limits are reached
   */
  async embed(
    { model, input, dimensions }: EmbeddingsRequest,
    { signal, moderator, holder, models, budget, createAnswerId }: Caller,
    response: Response,
  ): Promise<ModeratedEmbeddings> {
    const engine = this.#host.select(this.#aliases.resolve(model));
    this.#aliases.assertAllowed(models, engine.model.id, 'embedding');
    assertDimensions(engine, dimensions ?? engine.model.dimensions);
    const report = new ModerationReport(moderator.policy);
    const id = createAnswerId('embd');
    const moderation = new InputModeration(moderator, { requestId: id, signal, onVerdict: report.add });
    const toPath = (index: number) => (typeof input === 'string' ? 'input' : `input[${index}]`);
    const given = typeof input === 'string' ? [input] : input;
    const texts = await Promise.all(
      given.map((text, index) => moderation.text(text, { stage: 'input', role: 'user', path: toPath(index) })),
    ).finally(() => showModeration(response, report));
    const taken = budget?.reserveTokens(estimateMost(texts, engine));
    const observation = this.#telemetry.observeEmbedding({ id, model: engine.model.id });
    const embeddings: Embedding[] = [];
    let start = 0;
    try {
      for (; start < texts.length; start += textsPerCall) {
        embeddings.push(...(await engine.embed(texts.slice(start, start + textsPerCall), { signal })));
      }
      observation.end(sumTokens(embeddings));
    } catch (error) {
      observation.fail(error);
      throw withTextPath(error, (index) => toPath(start + index));
    } finally {
      const tokens = sumTokens(embeddings);
      taken?.correct(tokens);
      showLimits(response);
      this.#telemetry.addKeyTokens(holder, { input: tokens, output: 0 });
    }
    return { model: engine.model.id, embeddings, leeward: report.present() };
  }
}

function sumTokens(embeddings: readonly Embedding[]): number {
  return embeddings.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** Tokens that a model adds around a text, at most. */
const tokensAround = 4;

/** Estimates the most tokens that texts can have: one a byte, and no more than the model reads. An engine counts only when it embeds. */
function estimateMost(texts: readonly string[], { model }: EmbeddingEngine): number {
  return texts.reduce((sum, text) => sum + Math.min(Buffer.byteLength(text) + tokensAround, model.maxTokens), 0);
}

function assertDimensions({ model }: EmbeddingEngine, requested: number): void {
  if (requested === model.dimensions) return;
  throw new OpenAiError('invalid_value', {
    param: 'dimensions',
    message: `The vectors of ${model.id} have ${model.dimensions} dimensions, and cutting them would make them worse. Leave "dimensions" out.`,
  });
}

/** Names the field of the text that the engine refuses; any other error stays as it is. */
function withTextPath(error: unknown, toPath: (index: number) => string): unknown {
  if (!EmbeddingInputError.isInstance(error)) return error;
  const { index, tokens, maxTokens } = error;
  const param = toPath(index);
  return tokens === 0
    ? new OpenAiError('invalid_value', { param, message: `The text "${param}" is empty: leave it out.` })
    : new OpenAiError('context_length_exceeded', {
        param,
        message: `The text "${param}" has ${tokens} tokens, and the embedding model reads ${maxTokens} at most: split it.`,
      });
}
