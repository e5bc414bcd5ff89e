import { type FileHandle } from 'node:fs/promises';
import { ModelFileError } from '../../errors/index.js';
import { isObject } from '../../grammar/schema/json-schema.js';

/** Describes a tensor of a safetensors file. */
export interface StoredTensor {
  readonly name: string;
  /** For example `F32`. */
  readonly type: string;
  /** The outermost dimension first. */
  readonly shape: readonly number[];
  /** Bytes from the start of the data. */
  readonly start: number;
  readonly end: number;
}

/** Maximum bytes of a header. Headers of real models have at most some hundred kilobytes. */
const maxHeaderLength = 100_000_000;

/**
 * Reads the header of a safetensors file: its length in 8 bytes, then JSON (https://github.com/huggingface/safetensors#format).
 *
 * @param path for error messages
 * @throws {ModelFileError} when it is no whole safetensors file
 */
export async function readSafetensors(
  file: FileHandle,
  path: string,
): Promise<{ readonly tensors: readonly StoredTensor[]; readonly dataStart: number }> {
  const { size } = await file.stat();
  const lengthBytes = Buffer.alloc(8);
  await file.read(lengthBytes, 0, 8, 0);
  const length = Number(lengthBytes.readBigUInt64LE());
  if (length > maxHeaderLength || length + 8 > size) {
    throw new ModelFileError(path, 'it is not a safetensors file, or not a whole one');
  }
  const header = Buffer.alloc(length);
  await file.read(header, 0, length, 8);
  const entries = Object.entries(parseJsonObject(header.toString(), path)).filter(([name]) => name !== '__metadata__');
  const tensors = entries.map(([name, entry]) => {
    if (!isHeaderEntry(entry)) {
      throw new ModelFileError(path, `the entry of tensor ${name} in its header is not valid`);
    }
    const [start, end] = entry.data_offsets;
    return { name, type: entry.dtype, shape: entry.shape, start, end };
  });
  if (tensors.some(({ end }) => 8 + length + end > size)) {
    throw new ModelFileError(path, 'it is shorter than its header says');
  }
  return { tensors, dataStart: 8 + length };
}

/** Parses a JSON object. @param path for error messages @throws {ModelFileError} when it is none */
export function parseJsonObject(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // The parser's message is left out: it quotes the text.
  }
  throw new ModelFileError(path, 'it does not hold a JSON object where one is expected');
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function isHeaderEntry(entry: unknown): entry is HeaderEntry {
  if (!isObject(entry) || typeof entry['dtype'] !== 'string') return false;
  const { shape, data_offsets: offsets } = entry;
  return (
    areCounts(shape) && areCounts(offsets) && offsets.length === 2 && (offsets[0] as number) <= (offsets[1] as number)
  );
}

function areCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
