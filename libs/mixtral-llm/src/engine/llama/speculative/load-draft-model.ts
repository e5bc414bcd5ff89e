import { IncompatibleDraftModelError } from '../../../errors/index.js';
import { DraftModel } from './draft-model.js';
import { type LoadedModel, loadModel } from '../model/load-model.js';
import { estimateMemory } from '../memory/memory-estimate.js';
import { type DraftModelFile, type LoadOptions } from '../options/load-options.js';
import { NativeContext } from '../native/native-context.js';

/** Estimates the bytes of a draft model with a context. @throws {ModelFileError} when it is not a GGUF file */
export async function estimateDraftMemory(
  { file }: DraftModelFile,
  contextSize: number,
  sequences: number,
): Promise<number> {
  const { weights, context } = await estimateMemory({ file, contextSize, sequences });
  return weights + context;
}

/**
 * Loads a draft model for a loaded model, with as many sequences of the same size.
 *
 * @throws {IncompatibleDraftModelError} when it has another vocabulary, or its sequences cannot be truncated
 * @throws the errors of `loadModel`
 */
export async function loadDraftModel(
  { file, gpuLayers }: DraftModelFile,
  main: LoadedModel,
  options: LoadOptions,
): Promise<DraftModel> {
  const { gpu, flashAttention, keyValueType, mmap, mlock, signal } = options;
  const device = { gpu, gpuLayers, flashAttention, keyValueType, mmap, mlock, threads: main.threads };
  const shape = { contextSize: main.context.contextSize, parallel: main.context.totalSequences };
  const loaded = await loadModel({ file, ...device, ...shape, signal });
  try {
    ensureSameVocabulary(file, main, loaded);
    const context = new NativeContext(loaded.context, loaded.model, loaded.threads);
    if (!context.canTruncate) {
      throw new IncompatibleDraftModelError(
        file,
        'its sequences cannot be cut at any token (a sliding window, or a recurrent state)',
      );
    }
    await context.warmUp();
    return new DraftModel(context, { isEnd: (token) => loaded.model.isEogToken(token), dispose: loaded.dispose });
  } catch (error) {
    await loaded.dispose();
    throw error;
  }
}

function ensureSameVocabulary(file: string, main: LoadedModel, draft: LoadedModel): void {
  const [pieces, draftPieces] = [readPieces(main), readPieces(draft)];
  if (pieces.length !== draftPieces.length) {
    throw new IncompatibleDraftModelError(
      file,
      `its vocabulary has ${draftPieces.length} pieces, and the model's has ${pieces.length}`,
    );
  }
  const different = pieces.findIndex((piece, token) => piece !== draftPieces[token]);
  if (different >= 0) {
    throw new IncompatibleDraftModelError(file, `piece ${different} of its vocabulary is another than the model's`);
  }
}

function readPieces({ model }: LoadedModel): readonly string[] {
  return model.fileInfo.metadata.tokenizer?.ggml.tokens ?? [];
}
