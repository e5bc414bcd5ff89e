import { type TextEncoder } from '../../contract/text-encoder.js';
import { ConfigurationError } from '../../errors/moderation-errors.js';
import { type EncodeQueue, findEncodeQueue } from './encode-queue.js';
import { type ReadingForm } from './guard-input.js';
import { type GuardModel } from './guard-model.js';
import { GuardScorer } from './guard-scores.js';

/** Reads pieces of texts with one model. */
export interface GuardReader {
  readonly model: ReadingForm & Pick<GuardModel, 'cheap' | 'language'>;
  readonly scorer: Pick<GuardScorer, 'score'>;
  readonly queue: EncodeQueue;
}

/** A model, and the encoder that has its weights. */
export interface EncodedModel {
  readonly model: GuardModel;
  readonly encoder: TextEncoder;
}

/**
 * Pairs each model of a guard with its encoder, in the order in which they read a text.
 * @throws {ConfigurationError} when an encoder is missing, or its vectors have another length than the model's heads.
 */
export function pairModels(model: GuardModel, encoder: TextEncoder): readonly EncodedModel[] {
  if (encoder.dimensions !== model.dimensions) {
    throw new ConfigurationError(
      `The encoder ${encoder.name} gives ${encoder.dimensions} numbers for a text, and the guard model ${model.name} reads ${model.dimensions}; load the encoder from ${model.weightsPath}.`,
    );
  }
  if (model.next === undefined) return [{ model, encoder }];
  if (encoder.next === undefined) {
    throw new ConfigurationError(
      `The guard model ${model.name} goes on with ${model.next.name}, and the encoder ${encoder.name} has no next one; load it with LlamaTextEncoder.loadModel(model) or loadOnnxEncoder(model).`,
    );
  }
  return [{ model, encoder }, ...pairModels(model.next, encoder.next)];
}

/** Creates the reader of a model. */
export function toGuardReader({ model, encoder }: EncodedModel): GuardReader {
  return { model, scorer: new GuardScorer(model), queue: findEncodeQueue(encoder) };
}
