import { type GgufInsights, type Llama } from 'node-llama-cpp';
import { ModelTooLargeError } from '../../../errors/index.js';
import { availableMemory } from './available-memory.js';
import { type ModelFile, readModelFile } from '../model-file/read-model-file.js';

/** What a model file needs in memory, as its header says. Bytes. */
export interface MemoryEstimate {
  readonly weights: number;
  /** Keys and values of all sequences, and the buffers for computing. */
  readonly context: number;
  /** What one more token of context costs, in all sequences together. */
  readonly contextPerToken: number;
  readonly parameters: number;
  readonly trainContextSize: number | undefined;
}

/** How keys and values are stored. */
export type KeyValueType = 'f16' | 'q8_0' | 'q4_0';

/** How it will be loaded. */
export interface LoadShape {
  readonly file: string;
  /** Tokens for each sequence. */
  readonly contextSize: number;
  readonly sequences: number;
  /** Default `f16`. */
  readonly keyValueType?: KeyValueType;
  /** Tokens in one step. Default: the runtime's. */
  readonly batchSize?: number;
}

/** Bytes for each parameter, scales included: of F16, of Q8_0 (34 bytes for 32), and of Q4_K_M (4.83 bits). */
const bytesPerParameter = { f16: 2, q8: 34 / 32, q4: 4.83 / 8 } as const;

/** The runtime allocates the context in steps of so many tokens; no smaller one is worth to be proposed. */
const contextStep = 256;

/** The runtime's numbers of the types of keys and values (`GgmlType`). */
const keyValueTypes = { f16: 1, q8_0: 8, q4_0: 2 } as const satisfies Record<KeyValueType, number>;

/**
 * Reads the file's header, without loading anything.
 *
 * @param llama the runtime, if there is one already; starting one for this takes half a second
 * @throws {ModelFileError} when it is not a whole GGUF file
 */
export async function estimateMemory(shape: LoadShape, llama?: Llama): Promise<MemoryEstimate> {
  return estimateModelMemory(await readModelFile(shape.file), shape, llama);
}

/** As `estimateMemory`, of a file that has been read: a large vocabulary takes a tenth of a second each time. */
export async function estimateModelMemory(
  { info }: ModelFile,
  shape: LoadShape,
  llama?: Llama,
): Promise<MemoryEstimate> {
  const { GgufInsights: Insights } = await import('node-llama-cpp');
  const insights = await Insights.from(info, llama);
  const [weights, context, smallContext] = await Promise.all([
    insights.estimateModelResourceRequirementsV2({ gpuLayers: 0 }),
    contextBytes(insights, shape),
    contextBytes(insights, { ...shape, contextSize: contextStep }),
  ]);
  return {
    weights: weights.cpuRam + weights.gpuVram,
    context,
    // Nearly linear: keys and values, and a mask.
    contextPerToken: shape.contextSize > contextStep ? (context - smallContext) / (shape.contextSize - contextStep) : 0,
    parameters: insights.totalParameters,
    trainContextSize: insights.trainContextSize,
  };
}

async function contextBytes(
  insights: GgufInsights,
  { contextSize, sequences, keyValueType = 'f16', batchSize }: LoadShape,
): Promise<number> {
  const type = keyValueTypes[keyValueType];
  const bytes = await insights.estimateContextResourceRequirementsV2({
    ...{ contextSize, sequences, modelGpuLayers: 0 },
    ...{ kvCacheKeyType: type, kvCacheValueType: type },
    ...(batchSize !== undefined && { batchSize }),
  });
  return bytes.cpuRam + bytes.gpuVram;
}

/** Memory that this process may still take: of the machine or the container, and of the GPUs. Bytes. */
export async function freeMemory(llama: Llama): Promise<number> {
  const main = await availableMemory();
  if (llama.gpu === false) return main;
  const video = await llama.getVramState();
  // Memory that GPU and processor share is there once only.
  return main + Math.max(0, video.free - video.unifiedSize);
}

/**
 * @param free bytes, as `freeMemory` gives them
 * @throws {ModelTooLargeError} with the numbers, and what would fit, when the model needs more than is free
 */
export function ensureFits(estimate: MemoryEstimate, free: number, shape: LoadShape): void {
  const needed = estimate.weights + estimate.context;
  if (needed <= free) return;
  throw new ModelTooLargeError(
    needed,
    free,
    `${shape.file} needs ${gigabytes(needed)} of memory (${gigabytes(estimate.weights)} of weights, ${gigabytes(estimate.context)} for ` +
      `${shape.sequences} × ${shape.contextSize} tokens of context), and ${gigabytes(free)} are free. ${adviceFor(estimate, free, shape)}`,
  );
}

function adviceFor(estimate: MemoryEstimate, free: number, shape: LoadShape): string {
  const fitting = Object.entries(bytesPerParameter)
    .map(([precision, bytes]) => ({ precision, weights: estimate.parameters * bytes }))
    // A hundredth is what files of one precision differ by.
    .filter(({ weights }) => weights < estimate.weights * 0.99 && weights + estimate.context <= free)
    .map(({ precision, weights }) => `${precision} (${gigabytes(weights + estimate.context)})`);
  const context = fittingContext(estimate, free, shape);
  const advice = [
    ...(fitting.length > 0
      ? [`These precisions would fit: ${fitting.join(', ')}; set MODEL_PRECISION, or use such a file.`]
      : []),
    ...(context > 0
      ? [`A context of ${shape.sequences} × ${context} tokens would fit; set CONTEXT_SIZE, or fewer PARALLEL_REQUESTS.`]
      : []),
  ];
  return (
    advice.join(' ') ||
    'Neither a lower precision nor a smaller context would fit: free memory, or use a smaller model.'
  );
}

/** Tokens for each sequence that would fit, in whole steps; 0 when not even one step does. */
export function fittingContext(
  { weights, context, contextPerToken }: MemoryEstimate,
  free: number,
  { contextSize }: LoadShape,
): number {
  if (contextPerToken <= 0) return 0;
  const excess = weights + context - free;
  return Math.max(0, Math.floor((contextSize - excess / contextPerToken) / contextStep) * contextStep);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
