import { type Llama } from 'node-llama-cpp';
import { ModelTooLargeError } from '../../errors.js';

/** What a model file needs in memory, as its header says. Bytes. */
export interface MemoryEstimate {
  readonly weights: number;
  /** Keys and values of all sequences, and the buffers for computing. */
  readonly context: number;
  readonly parameters: number;
  readonly trainContextSize: number | undefined;
}

/** How it will be loaded. */
export interface LoadShape {
  readonly file: string;
  /** Tokens for each sequence. */
  readonly contextSize: number;
  readonly sequences: number;
}

/** Bytes for each parameter, scales included: of F16, of Q8_0 (34 bytes for 32), and of Q4_K_M (4.83 bits). */
const bytesPerParameter = { f16: 2, q8: 34 / 32, q4: 4.83 / 8 } as const;

/** Reads the file's header, without loading anything. */
export async function estimateMemory({ file, contextSize, sequences }: LoadShape): Promise<MemoryEstimate> {
  const { readGgufFileInfo, GgufInsights } = await import('node-llama-cpp');
  const insights = await GgufInsights.from(await readGgufFileInfo(file));
  const [weights, context] = await Promise.all([
    insights.estimateModelResourceRequirementsV2({ gpuLayers: 0 }),
    insights.estimateContextResourceRequirementsV2({ contextSize, sequences, modelGpuLayers: 0 }),
  ]);
  return {
    weights: weights.cpuRam + weights.gpuVram,
    context: context.cpuRam + context.gpuVram,
    parameters: insights.totalParameters,
    trainContextSize: insights.trainContextSize,
  };
}

/** Memory that this process may still take: of the machine or the container, and of the GPUs. Bytes. */
export async function freeMemory(llama: Llama): Promise<number> {
  const video = llama.gpu === false ? 0 : (await llama.getVramState()).free;
  return process.availableMemory() + video;
}

/**
 * @throws {ModelTooLargeError} with the numbers, and what would fit, when the model needs more than is free
 */
export function ensureFits(estimate: MemoryEstimate, free: number, shape: LoadShape): void {
  const needed = estimate.weights + estimate.context;
  if (needed <= free) return;
  const fitting = Object.entries(bytesPerParameter)
    .map(([precision, bytes]) => ({ precision, weights: estimate.parameters * bytes }))
    .filter(({ weights }) => weights < estimate.weights && weights + estimate.context <= free);
  const advice = [
    fitting.length > 0
      ? `These precisions would fit: ${fitting.map(({ precision, weights }) => `${precision} (${gigabytes(weights + estimate.context)})`).join(', ')}; set MODEL_PRECISION.`
      : 'None of the lower precisions would fit beside this context either.',
    ...(estimate.weights < free ? ['A smaller context or fewer parallel requests would fit: set CONTEXT_SIZE or PARALLEL_REQUESTS.'] : []),
  ].join(' ');
  throw new ModelTooLargeError(
    needed,
    free,
    `${shape.file} needs ${gigabytes(needed)} of memory (${gigabytes(estimate.weights)} of weights, ${gigabytes(estimate.context)} for ` +
      `${shape.sequences} × ${shape.contextSize} tokens of context), and ${gigabytes(free)} are free. ${advice}`,
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
