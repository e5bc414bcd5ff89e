import { type GgufInsights, type Llama } from 'node-llama-cpp';
import { formatGigabytes } from '../../../errors/format-gigabytes.js';
import { ModelTooLargeError } from '../../../errors/index.js';
import { readAvailableMemory } from './available-memory.js';
import { type ModelFile, readModelFile } from '../model-file/read-model-file.js';
import { type KeyValueType, keyValueTypes } from '../options/load-options.js';

/** Estimates the memory of a model from the header of its file, in bytes. */
export interface MemoryEstimate {
  readonly weights: number;
  /** Keys and values of all sequences, and buffers for computing. */
  readonly context: number;
  /** Bytes for one more token of context in every sequence. */
  readonly contextPerToken: number;
  readonly parameters: number;
  readonly trainContextSize: number | undefined;
}

/** Describes the size with which a model is loaded. */
export interface LoadShape {
  readonly file: string;
  /** Tokens of each sequence. */
  readonly contextSize: number;
  readonly sequences: number;
  /** Default `f16`. */
  readonly keyValueType?: KeyValueType;
  /** Maximum tokens of one step. Default: the runtime's. */
  readonly batchSize?: number;
}

/** Bytes for each parameter, scales included: of F16, of Q8_0 (34 bytes for 32), and of Q4_K_M (4.83 bits). */
const bytesPerParameter = { f16: 2, q8: 34 / 32, q4: 4.83 / 8 } as const;

/** Step in which the runtime allocates the context, in tokens. */
const contextStep = 256;

/**
 * Estimates the memory of a model file, without loading it.
 *
 * @param llama the runtime, if one is started already; starting one takes half a second
 * @throws {ModelFileError} when it is not a whole GGUF file
 */
export async function estimateMemory(shape: LoadShape, llama?: Llama): Promise<MemoryEstimate> {
  return estimateModelMemory(await readModelFile(shape.file), shape, llama);
}

/** Estimates the memory of a model file whose header was read before. Reading a large vocabulary takes a tenth of a second. */
export async function estimateModelMemory(
  { info }: ModelFile,
  shape: LoadShape,
  llama?: Llama,
): Promise<MemoryEstimate> {
  const { GgufInsights: Insights } = await import('node-llama-cpp');
  const insights = await Insights.from(info, llama);
  const [weights, context, smallContext] = await Promise.all([
    insights.estimateModelResourceRequirementsV2({ gpuLayers: 0 }),
    estimateContextBytes(insights, shape),
    estimateContextBytes(insights, { ...shape, contextSize: contextStep }),
  ]);
  return {
    weights: weights.cpuRam + weights.gpuVram,
    context,
    // Keys and values, and the attention mask, grow almost linearly.
    contextPerToken: shape.contextSize > contextStep ? (context - smallContext) / (shape.contextSize - contextStep) : 0,
    parameters: insights.totalParameters,
    trainContextSize: insights.trainContextSize,
  };
}

async function estimateContextBytes(
  insights: GgufInsights,
  { contextSize, sequences, keyValueType = 'f16', batchSize }: LoadShape,
): Promise<number> {
  const type = keyValueTypes[keyValueType].ggmlType;
  const bytes = await insights.estimateContextResourceRequirementsV2({
    contextSize,
    sequences,
    modelGpuLayers: 0,
    kvCacheKeyType: type,
    kvCacheValueType: type,
    batchSize,
  });
  return bytes.cpuRam + bytes.gpuVram;
}

/** Reads the bytes that this process can still use, of the machine or the container, and of the GPUs. */
export async function readFreeMemory(llama: Llama): Promise<number> {
  const main = await readAvailableMemory();
  if (llama.gpu === false) return main;
  const video = await llama.getVramState();
  // Memory that the GPU shares with the processor must not count twice.
  return main + Math.max(0, video.free - video.unifiedSize);
}

/**
 * Checks that a model fits into the memory.
 *
 * @param free bytes, from `readFreeMemory`
 * @throws {ModelTooLargeError} with the numbers, and the sizes that would fit
 */
export function ensureFits(estimate: MemoryEstimate, free: number, shape: LoadShape): void {
  const needed = estimate.weights + estimate.context;
  if (needed <= free) return;
  throw new ModelTooLargeError(
    needed,
    free,
    `${shape.file} needs ${formatGigabytes(needed)} of memory (${formatGigabytes(estimate.weights)} of weights, ${formatGigabytes(estimate.context)} for ` +
      `${shape.sequences} × ${shape.contextSize} tokens of context), and ${formatGigabytes(free)} are free. ${formatAdvice(estimate, free, shape)}`,
  );
}

function formatAdvice(estimate: MemoryEstimate, free: number, shape: LoadShape): string {
  const fitting = Object.entries(bytesPerParameter)
    .map(([precision, bytes]) => ({ precision, weights: estimate.parameters * bytes }))
    // Files of one precision differ by up to 1 %.
    .filter(({ weights }) => weights < estimate.weights * 0.99 && weights + estimate.context <= free)
    .map(({ precision, weights }) => `${precision} (${formatGigabytes(weights + estimate.context)})`);
  const context = findFittingContextSize(estimate, free, shape);
  const advice = [
    ...(fitting.length > 0
      ? [
          `These precisions would fit: ${fitting.join(', ')}; set precision (MODEL_PRECISION for the API), or use such a file.`,
        ]
      : []),
    ...(context > 0
      ? [
          `A context of ${shape.sequences} × ${context} tokens would fit; set contextSize, or a smaller parallel (CONTEXT_SIZE and PARALLEL_REQUESTS for the API).`,
        ]
      : []),
  ];
  return (
    advice.join(' ') ||
    'Neither a lower precision nor a smaller context would fit: free memory, or use a smaller model.'
  );
}

/** Computes the tokens of each sequence that would fit, in whole steps; 0 when no step fits. */
export function findFittingContextSize(
  { weights, context, contextPerToken }: MemoryEstimate,
  free: number,
  { contextSize }: LoadShape,
): number {
  if (contextPerToken <= 0) return 0;
  const excess = weights + context - free;
  return Math.max(0, Math.floor((contextSize - excess / contextPerToken) / contextStep) * contextStep);
}
