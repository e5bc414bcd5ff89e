import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type GgufFileInfo } from 'node-llama-cpp';
import { ModelFileError } from '../../../errors/index.js';
import { checkGgufFile } from '../../../gguf/check-file.js';
import { tensorByteLength } from '../../../gguf/ggml-type.js';

/** Describes a GGUF file whose header was read, and which has all the bytes that the header requires. */
export interface ModelFile {
  readonly info: GgufFileInfo;
  /** Bytes of all parts together. */
  readonly sizeBytes: number;
}

/**
 * Reads the headers of a GGUF file and of its other parts, if it is split. Loads no weights.
 *
 * @throws {ModelFileError} when it is not a GGUF file, its header cannot be read, or it is cut off
 */
export async function readModelFile(path: string): Promise<ModelFile> {
  await checkGgufFile(path);
  const info = await readHeader(path);
  const parts = info.sourceData.map((source) => (source.type === 'path' ? source.path : path));
  const sizes = await Promise.all(parts.map(async (part) => (await stat(part)).size));
  for (const [index, size] of sizes.entries()) {
    const needed = computeNeededBytes(info, index + 1);
    if (size < needed) {
      throw new ModelFileError(
        parts[index] ?? path,
        `it is cut off: it has ${size} bytes, and its header requires ${needed}. Fetch it again`,
      );
    }
  }
  return { info, sizeBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

async function readHeader(path: string): Promise<GgufFileInfo> {
  const { readGgufFileInfo } = await import('node-llama-cpp');
  try {
    return await readGgufFileInfo(path, { sourceType: 'filesystem', logWarnings: false });
  } catch (error) {
    const missing = findMissingPart(error);
    throw new ModelFileError(
      path,
      missing === undefined ? 'its GGUF header is damaged or cut off' : `its part ${missing} is missing`,
    );
  }
}

/** Returns the file name of the part that the reader did not find; undefined when it failed otherwise. */
function findMissingPart(error: unknown): string | undefined {
  const path =
    error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'path' in error ? error.path : undefined;
  return typeof path === 'string' ? basename(path) : undefined;
}

/** Computes where the last tensor of a part ends. @param part counted from 1 */
function computeNeededBytes(info: GgufFileInfo, part: number): number {
  const tensors = (info.fullTensorInfo ?? []).filter(({ filePart }) => filePart === part);
  const ends = tensors.map(
    ({ ggmlType: type, dimensions, fileOffset }) =>
      Number(fileOffset) + tensorByteLength({ type, dimensions: dimensions.map(Number) }),
  );
  return ends.reduce((largest, end) => Math.max(largest, end), 0);
}
